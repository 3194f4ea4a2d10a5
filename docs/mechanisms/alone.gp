# A few curves over the months. Variables beside those of frame.gp:
#   y_label, y_low, y_high, curves, curve_label[k]; reference: 1 = the first curve is grey
#   band: the curve whose P10 to P90 is drawn, 0 = none
#   $curve: blocks of month  mean  P10  P90, one for each curve
set xlabel 'month'
set ylabel y_label
set xrange [0:36]
set yrange [y_low:y_high]
set xtics 6
set key maxrows 2 width 1 samplen 3 font ',12' at screen 0.015,0.838
set tmargin at screen 0.765
array hue[7] = [color_band, color_capacity, color_workflow, color_add_on, color_churn, color_usage, color_parameter]
shade(k) = reference == 1 ? (k == 1 ? color_quiet : hue[k - 1]) : hue[k]
dash(k) = reference == 1 && k == 1 ? 2 : 1

if (band > 0) {
  plot $curve index int(band - 1) using 1:3:4 with filledcurves fc rgb shade(band) fs transparent solid 0.2 notitle, \
       for [k=1:int(curves)] $curve index (k - 1) using 1:2 with lines lc rgb shade(k) lw 3 dt dash(k) \
         title curve_label[k]
} else {
  plot for [k=1:int(curves)] $curve index (k - 1) using 1:2 with lines lc rgb shade(k) lw 3 dt dash(k) \
         title curve_label[k]
}
