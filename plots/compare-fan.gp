# MRR of several scenarios: medians, and the band of each. Variables:
#   x_label, y_label, x_low, x_high, y_low, y_high, y_step, y_format
#   n: scenarios; banded: how many of them, from the first on, show their band
#   name[k], k = 1..n
#   $fan: x, then P10  P50  P90 of each scenario
#   $marks: x  P50  "label"  scenario      the last month
#   $ticks: x  "label"
set xlabel x_label
set ylabel y_label
set xrange [x_low:x_high]
set yrange [y_low:y_high]
set ytics y_step
set format y y_format
set xtics ()
set key left top

color(k) = option_color[(k - 1) % |option_color| + 1]
dash(k) = k > |option_color| ? 2 : 1

plot for [k=1:banded] $fan using 1:3*k-1:3*k+1 with filledcurves fc rgb color(k) fs transparent solid 0.16 notitle, \
     for [k=1:n] $fan using 1:3*k with lines lc rgb color(k) lw 3 dt dash(k) title name[k], \
     keyentry with boxes fc rgb color_quiet fs transparent solid 0.16 title 'P10 to P90', \
     for [k=1:n] $marks using ($4 == k ? $1 : NaN):2:3 with labels left offset 0.6,0 font ',12' \
       textcolor rgb color(k) notitle, \
     $ticks using 1:(y_low):xticlabels(2) with points pt 0 lc rgb 'white' notitle
