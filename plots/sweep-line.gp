# The objective over the values of one parameter. Variables:
#   x_label, x_low, x_high, x_step, x_format; words, word[k]: values that are no numbers
#   y_label, y_low, y_high, y_step, y_format       the objective
#   gap_label, gap_low, gap_high, gap_step, gap_format   its difference from the current setting
#   $points, $now, $best: x  mean  P10  P90  difference  two standard errors
set multiplot
set xrange [x_low:x_high]
set bmargin at screen 0.200
set key width 2
if (words > 0) { set xtics scale 0 (word[1] 1); do for [k=2:int(words)] { set xtics add (word[k] k) } } \
else { set xtics x_step; set format x x_format }
set xlabel x_label
set lmargin at screen 0.085
set rmargin at screen 0.520
set ylabel y_label
set yrange [y_low:y_high]
set ytics y_step
set format y y_format
# values that are no numbers have no line between them
plot $points using 1:(words > 0 ? NaN : $3):4 with filledcurves fs solid 0.22 noborder lc rgb color_band notitle, \
     $points using 1:(words > 0 ? $2 : NaN):($1-0.12):($1+0.12):3:4 with boxxyerror fs solid 0.22 noborder lc rgb color_band notitle, \
     $points using 1:(words > 0 ? NaN : $2) with lines lc rgb color_band lw 2.5 notitle, \
     $points using 1:2 with points pt 7 ps 1.0 lc rgb color_band notitle, \
     $now using 1:2 with points pt 6 ps 2.4 lw 2.5 lc rgb color_text title 'now', \
     $best using 1:2 with points pt 9 ps 1.9 lc rgb color_churn title 'best'
unset label 1; unset label 2; unset label 3; unset label 4
set key off
set lmargin at screen 0.625
set rmargin at screen 0.970
set ylabel gap_label
set yrange [gap_low:gap_high]
set ytics gap_step
set format y gap_format
if (words == 0) { set xtics 2 * x_step }
plot 0 with lines lc rgb color_total lw 1 dt 2 notitle, \
     $points using 1:(words > 0 ? NaN : $5) with lines lc rgb color_band lw 2 notitle, \
     $points using 1:5:6 with yerrorbars pt 7 ps 0.9 lc rgb color_band lw 1.6 notitle, \
     $now using 1:5 with points pt 6 ps 2.4 lw 2.5 lc rgb color_text notitle, \
     $best using 1:5 with points pt 9 ps 1.9 lc rgb color_churn notitle
unset multiplot
