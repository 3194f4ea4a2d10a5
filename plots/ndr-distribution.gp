# Histograms of NDR, one below the other. Variables:
#   x_label, y_label, x_low, x_high, x_step, panels, panel_label[p], panel_high[p]
#   $bins, index p - 1 for panel p: centre  width  share of replicates [%]
#   $quantiles, index p - 1: P10  P50  P90
set multiplot
set key off
set xrange [x_low:x_high]
set xtics x_step
set grid noytics
top = 0.810
bottom = 0.185
gap = 0.065
height = (top - bottom - gap * (panels - 1)) / panels
set label 5 y_label at screen 0.022,(top + bottom) / 2 center rotate by 90 textcolor rgb color_text
do for [p=1:int(panels)] {
  set tmargin at screen top - (p - 1) * (height + gap)
  set bmargin at screen top - (p - 1) * (height + gap) - height
  high = panel_high[p]
  set yrange [0:high * 1.2]
  set ytics high > 8 ? (high > 30 ? 20 : high > 15 ? 10 : 5) : (high > 3 ? 2 : 1)
  set label 6 panel_label[p] at graph 0.0, screen top - (p - 1) * (height + gap) + 0.020 left font ',12' textcolor rgb color_text
  set format x (p == int(panels) ? '%.0f%%' : '')
  if (p == int(panels)) { set xlabel x_label } else { unset xlabel }
  plot $bins index p-1 using 1:3:2 with boxes fs solid 0.45 border rgb 'white' fc rgb color_band, \
       $quantiles index p-1 using 1:(0):(0):(high * 1.15) with vectors nohead lc rgb color_text lw 1.5 dt 3, \
       $quantiles index p-1 using 2:(0):(0):(high * 1.15) with vectors nohead lc rgb color_text lw 2, \
       $quantiles index p-1 using 3:(0):(0):(high * 1.15) with vectors nohead lc rgb color_text lw 1.5 dt 3
  unset label 1; unset label 2; unset label 3; unset label 4; unset label 5
}
unset multiplot
