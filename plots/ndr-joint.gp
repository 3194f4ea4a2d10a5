# The engines against each other, one point for each replicate. Variables:
#   panels, panel_x[p], panel_y[p], panel_label[p]
#   $points, index p - 1 for panel p: x  y
#   $ellipses, index p - 1: the corners of the ellipse that holds 80%
#   $means, index p - 1: x  y
set multiplot
set key off
set grid xtics ytics lt 1 lw 0.7 lc rgb color_grid
set ylabel offset 0.6,0
# fewer panels are wider: pairs of which one engine moves nothing are left out
width = panels == 1 ? 0.50 : panels == 2 ? 0.38 : 0.245
step = width + 0.08
do for [p=1:int(panels)] {
  set lmargin at screen 0.075 + (p - 1) * step
  set rmargin at screen 0.075 + (p - 1) * step + width
  set tmargin at screen 0.80
  set label 6 panel_label[p] at graph 0.0,1.05 left font font_small textcolor rgb color_quiet
  set xlabel panel_x[p]
  set ylabel panel_y[p]
  set autoscale
  set offsets graph 0.04, graph 0.04, graph 0.04, graph 0.04
  set xtics autofreq font font_small
  set ytics autofreq font font_small
  plot $points index p-1 using 1:2 with points pt 7 ps 0.45 lc rgb color_band, \
       $ellipses index p-1 using 1:2 with lines lc rgb color_text lw 2, \
       $means index p-1 using 1:2 with points pt 2 ps 1.6 lw 2.5 lc rgb color_text
  unset label 1; unset label 2; unset label 3; unset label 4
}
unset multiplot
