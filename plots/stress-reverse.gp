# The outcome against the severity of a stress, and the threshold. Variables:
#   x_label, x_low, x_high, x_step; y_label, y_low, y_high, y_step, y_format
#   threshold; looks_at: the column of $curve that is compared with it; looks_at_name
#   $curve: severity  P10  P50  P90
#   $found: severity  threshold  "label"
#   labelled: 1 when there is such a point, else 0
set xlabel x_label
set ylabel y_label
set xrange [x_low:x_high]
set yrange [y_low:y_high]
set xtics x_step
set ytics y_step
set format y y_format
set key font ',12'
set style fill transparent solid 0.18 noborder

plot $curve using 1:2:4 with filledcurves fc rgb color_band title 'P10 to P90', \
     $curve using 1:(column(looks_at)) with linespoints pt 7 ps 0.8 lc rgb color_band lw 2 title looks_at_name, \
     threshold with lines lc rgb color_churn lw 1.5 dt 2 title 'threshold', \
     $found using 1:2 with points pt 7 ps 1.6 lc rgb color_churn notitle, \
     for [k=1:labelled] $found using 1:2:3 with labels left offset 1,0.9 font ',13' textcolor rgb color_text notitle
