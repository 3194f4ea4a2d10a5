# NDR in every convention, a panel for each window. Variables:
#   x_label, panels, panel_label[p], panel_low[p], panel_high[p]
#   rows, row_label[k], headline (the row of the headline's convention)
#   $rows, index p - 1 for panel p: row  P5  P10  P50  P90  P95  "P50, as text"  "not known", or ""
set multiplot
set key off
set border 1
set grid noytics xtics lt 1 lw 0.7 lc rgb color_grid
set yrange [rows + 0.6:0.4]
set ytics scale 0 font ',12'
set xlabel x_label
set format x '%.0f%%'
set bmargin at screen 0.185
set tmargin at screen 0.805
gap = 0.022
left = 0.178
width = (0.985 - left - gap * (panels - 1)) / panels
# a round number of which some three, or six, fit into a panel
below(x) = 10. ** floor(log10(x))
round(x) = below(x) * (x <= 1.001 * below(x) ? 1 : x <= 2 * below(x) ? 2 : x <= 5 * below(x) ? 5 : 10)
step(span) = round(span / (panels > 1 ? 4. : 8.))
shade(k) = int(k) == int(headline) ? color_band : mix(color_band, 0xFFFFFF, 0.45)
do for [p=1:int(panels)] {
  set lmargin at screen left + (p - 1) * (width + gap)
  set rmargin at screen left + (p - 1) * (width + gap) + width
  set xrange [panel_low[p]:panel_high[p]]
  set xtics step(panel_high[p] - panel_low[p]) font font_small
  set label 6 panel_label[p] at graph 0.0,1.04 left font ',12' textcolor rgb color_text
  if (p == 2) { do for [k=1:int(rows)] { row_label[k] = '' } }
  set arrow 1 from first 100, graph 0 to first 100, graph 1 nohead lc rgb color_quiet lw 1 dt 3
  plot $rows index p-1 using 4:1:2:6:($1-0.05):($1+0.05):(shade($1)) with boxxyerror \
         fs solid 1.0 noborder lc rgb variable, \
       $rows index p-1 using 4:1:3:5:($1-0.28):($1+0.28):(shade($1)) with boxxyerror \
         fs solid 1.0 noborder lc rgb variable, \
       $rows index p-1 using 4:($1-0.36):(0):(0.72) with vectors nohead lc rgb color_text lw 2.5, \
       $rows index p-1 using 6:1:7 with labels left offset 0.6,0 font font_small textcolor rgb color_text, \
       $rows index p-1 using (100):1:8 with labels left offset 0.6,0 font font_small textcolor rgb color_quiet, \
       for [k=1:int(rows)] $rows index p-1 every ::k-1::k-1 using (panel_low[p]):1:ytic(row_label[k]) with points pt 0 lc rgb 'white'
  unset label 1; unset label 2; unset label 3; unset label 4
}
unset multiplot
