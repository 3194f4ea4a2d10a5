# The way of the search. Variables:
#   x_label, x_low, x_high, x_step, y_label, y_low, y_high, y_step, y_format
#   evaluations, global: of the first stage; local_name: of the second
#   now_value: the objective with the current setting
#   $path: evaluation  objective where all constraints hold  where one does not  best so far
set xlabel x_label
set ylabel y_label
set xrange [x_low:x_high]
set yrange [y_low:y_high]
set xtics x_step
set ytics y_step
set format y y_format
set arrow 1 from global + 0.5, graph 0 to global + 0.5, graph 1 nohead lc rgb color_grid lw 2
set label 11 'DIRECT-L' at global + 0.3, graph 0.03 right font font_small textcolor rgb color_quiet
if (evaluations > global) { set label 12 local_name at global + 0.7, graph 0.03 left font font_small textcolor rgb color_quiet }
plot now_value with lines lc rgb color_text lw 1 dt 2 title 'now', \
     $path using 1:4 with steps lc rgb color_churn lw 2 title 'best so far', \
     $path using 1:2 with points pt 7 ps 1.1 lc rgb color_band title 'tried', \
     $path using 1:3 with points pt 2 ps 1.3 lw 2 lc rgb color_quiet notitle
