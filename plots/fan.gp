# The fan chart of NDR. Filled by plots/plot.c, which defines:
#   chart_title, chart_subtitle, chart_note, x_label, y_label, y_low, y_high, y_step, x_low, x_high,
#   x_step
#   $fan: month  p5  p10  p50  p90  p95
#   $marks: month  p50  label
#   band_outer, band_inner, line_middle, line_hundred: names in the legend
set title ''
set label 1 chart_title at screen 0.02,0.945 left font ',19' textcolor rgb color_text
set label 2 chart_subtitle at screen 0.02,0.885 left font ',12' textcolor rgb color_quiet
set label 3 chart_note at screen 0.98,0.022 right font ',10' textcolor rgb color_quiet
set xlabel x_label textcolor rgb color_text offset 0,-0.2
set ylabel y_label textcolor rgb color_text offset -0.6,0
set xrange [x_low:x_high]
set yrange [y_low:y_high]
set xtics x_step
set ytics y_step
set format y '%.0f%%'
set key at screen 0.965,0.855 right bottom horizontal maxrows 1 samplen 2.4 width 1 textcolor rgb color_text
# the value stands on the band: a white box keeps it readable
set style textbox opaque noborder fillcolor rgb 'white' margins 0.6,0.4
set style fill transparent solid 1.0 noborder

plot $fan using 1:2:6 with filledcurves fc rgb color_band fs transparent solid 0.18 title band_outer, \
     $fan using 1:3:5 with filledcurves fc rgb color_band fs transparent solid 0.30 title band_inner, \
     100 with lines lc rgb color_total lw 1.5 dt 2 title line_hundred, \
     $fan using 1:4 with lines lc rgb color_band lw 3 title line_middle, \
     $marks using 1:2 with points pt 7 ps 0.9 lc rgb color_band notitle, \
     $marks using 1:2:3 with labels center boxed offset 0,1.5 font ',12' textcolor rgb color_text notitle
