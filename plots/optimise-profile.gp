# The objective around the optimum, a panel for each parameter. Variables:
#   panels, panel_label[k]; y_label, y_low, y_high, y_step, y_format
#   best_value, near_value: the optimum, and 1% from it; now_value: with the current setting
#   x_low_K, x_high_K, best_K, now_K of panel K; now_inside_K: 1 = the current value is in it
#   $profile, index k - 1 for panel k: value of the parameter  objective  standard error
set multiplot
set key off
set yrange [y_low:y_high]
set ytics y_step
set bmargin at screen 0.200
set tmargin at screen 0.840
left = 0.085
width = (0.975 - left) / panels
of(name, k) = value(sprintf('%s_%d', name, k))
do for [k=1:int(panels)] {
  set lmargin at screen left + (k - 1) * width
  set rmargin at screen left + k * width - 0.025
  set xlabel panel_label[k]
  if (k == 1) { set ylabel y_label; set format y y_format } else { unset ylabel; set format y '' }
  set xrange [of('x_low', k):of('x_high', k)]
  raw = (of('x_high', k) - of('x_low', k)) / (panels > 2 ? 4.0 : 7.0)
  unit = 10 ** floor(log10(raw))
  step = (raw / unit > 5 ? 10 : raw / unit > 2 ? 5 : 2) * unit
  set xtics step font font_small
  unset arrow 1
  if (of('now_inside', k) == 1) { set arrow 1 from of('now', k), graph 0 to of('now', k), graph 1 nohead lc rgb color_text lw 1 dt 2 }
  set label 9 'now' at of('now', k), graph 0.97 left offset 0.4,0 font font_small \
    textcolor rgb (of('now_inside', k) == 1 ? color_text : 0xFFFFFF)
  plot near_value with lines lc rgb color_total lw 1.5 dt 3, \
       now_value with lines lc rgb color_text lw 1 dt 2, \
       $profile index k-1 using 1:2:3 with yerrorlines pt 7 ps 0.9 lw 1.8 lc rgb color_band, \
       '+' every ::0::0 using (of('best', k)):(best_value) with points pt 9 ps 2.2 lc rgb color_churn
  unset label 1; unset label 2; unset label 3; unset label 4
}
unset multiplot
