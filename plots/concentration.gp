# NDR against the number of customers. Variables:
#   x_label, x_low, x_high; y_label, y_low, y_high, y_step, y_format
#   floor_low, floor_high: P10 and P90 of all customers
#   has_rest, rest: P50 without the largest tenth
#   $band: customers  P5  P10  P50  P90  P95
#   $ticks: customers  "label"
set xlabel x_label
set ylabel y_label
set logscale x
set xrange [x_low*0.98:x_high*1.02]
set yrange [y_low:y_high]
set ytics y_step
set format y y_format.'%%'
set xtics scale 0.6 font ',12'
set rmargin at screen 0.945
set key font ',12'

plot $band using 1:2:6 with filledcurves fc rgb color_band fs transparent solid 0.13 noborder title 'P5 to P95', \
     $band using 1:3:5 with filledcurves fc rgb color_band fs transparent solid 0.25 noborder title 'P10 to P90', \
     $band using 1:4 with linespoints pt 7 ps 0.7 lc rgb color_band lw 2.2 title 'P50', \
     floor_low with lines lc rgb color_quiet lw 1.2 dt 3 notitle, \
     floor_high with lines lc rgb color_quiet lw 1.2 dt 3 notitle, \
     100 with lines lc rgb color_total lw 1 dt 2 notitle, \
     (has_rest > 0 ? rest : NaN) with lines lc rgb color_churn lw 1.5 dt 2 title (has_rest > 0 ? 'P50 without the largest tenth' : ''), \
     $ticks using 1:(y_low):xticlabels(2) with points pt 0 lc rgb 'white' notitle
