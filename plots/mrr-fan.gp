# The fan chart of MRR: the median and its bands, month by month. Variables:
#   x_label, y_label, x_low, x_high, y_low, y_high, y_step, y_format
#   $fan: x  p5  p10  p50  p90  p95
#   $marks: x  p50  "label"
#   $ticks: x  "label"
#   hundred: where a line is drawn across, or NaN
set xlabel x_label
set ylabel y_label
set xrange [x_low:x_high]
set yrange [y_low:y_high]
set ytics y_step
set format y y_format
set xtics ()
# the value stands on the band: a white box keeps it readable
set style textbox opaque noborder fillcolor rgb 'white' margins 0.6,0.4

# the grid shines through; the legend shows the inner band as it looks upon the outer one
outer = 0.18
inner = 0.30
plot $fan using 1:2:6 with filledcurves fc rgb color_band fs transparent solid outer title 'P5 to P95', \
     $fan using 1:3:5 with filledcurves fc rgb color_band fs transparent solid inner notitle, \
     keyentry with boxes fc rgb color_band fs transparent solid 1 - (1 - outer) * (1 - inner) title 'P10 to P90', \
     $fan using 1:(hundred) with lines lc rgb color_total lw 1.5 dt 2 notitle, \
     $fan using 1:4 with lines lc rgb color_band lw 3 title 'P50', \
     $marks using 1:2 with points pt 7 ps 0.9 lc rgb color_band notitle, \
     $marks using 1:2:3 with labels center boxed offset 0,1.5 font ',12' textcolor rgb color_text notitle, \
     $ticks using 1:(y_low):xticlabels(2) with points pt 0 lc rgb 'white' notitle
