# Customers kept by age, and the shifted-beta-geometric curve through them. Variables:
#   x_label, y_label, x_high, x_step, y_low, y_high, y_step, fit_label
#   $survival: age  mean  fit      [%], fit NaN when there is none
#   $band: age  P10  P90           [%], two rows for each month: where it begins and where it ends
set xlabel x_label
set ylabel y_label
set xrange [0:x_high * 1.02]
set yrange [y_low:y_high]
set xtics x_step
set ytics y_step
set format y '%.0f%%'
set key width -6 samplen 4 font ',12'
# a customer leaves at the end of a month: within a month the curve is flat
plot $band using 1:2:3 with filledcurves fc rgb color_band fs transparent solid 0.22 title 'P10 to P90', \
     $survival using 1:2 with steps lc rgb color_band lw 3 title 'simulated, mean', \
     $survival using 1:3 with lines lc rgb color_churn lw 2.5 dt 2 title fit_label
