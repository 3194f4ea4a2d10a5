# MRR by what brought it, stacked over time. Variables:
#   x_label, y_label, x_low, x_high, y_low, y_high, y_step, y_format
#   parts: how many; part_label[k]; part_color[k]: the name of a colour of palette.gp
#   $stack: month, then lower and upper edge of part 1, of part 2, ...
#   $total: month  mean  P10  P90     of MRR
#   $ticks: month  "label"
set xlabel x_label
set ylabel y_label
set xrange [x_low:x_high]
set yrange [y_low:y_high]
set ytics y_step
set format y y_format
set xtics ()
set key maxrows 2 width 2 at screen 0.015,0.835 font ',12'
set tmargin at screen 0.775
set grid front

plot for [k=1:int(parts)] $stack using 1:(column(2*k)):(column(2*k+1)) with filledcurves \
       fc rgb value(part_color[k]) title part_label[k], \
     0 with lines lc rgb color_text lw 1 notitle, \
     $total using 1:2 with lines lc rgb 'white' lw 5 notitle, \
     $total using 1:2 with lines lc rgb color_whisker lw 2.5 title 'MRR', \
     $total using 1:3 with lines lc rgb color_whisker lw 1.5 dt 3 title 'P10, P90', \
     $total using 1:4 with lines lc rgb color_whisker lw 1.5 dt 3 notitle, \
     $ticks using 1:(y_low):xticlabels(2) with points pt 0 lc rgb 'white' notitle
