# What knowing parameters before a choice is worth. Variables:
#   x_label, x_low, x_high, x_step, x_format, bars, bar_label[k]; the last bar is all together
#   $worth: row  worth  two standard errors
set key off
set lmargin at screen 0.315
set rmargin at screen 0.965
set tmargin at screen 0.85
set bmargin at screen 0.185
set xlabel x_label
set xrange [x_low:x_high]
set yrange [bars + 0.6:0.4]
set xtics x_step
set format x x_format
set grid noytics xtics lt 1 lw 0.7 lc rgb color_grid
set ytics scale 0 font ',12'
set border 1
set arrow 1 from first 0, graph 0 to first 0, graph 1 nohead front lc rgb color_quiet lw 1
tint(k) = int(k) == int(bars) ? color_total : color_parameter

plot $worth using (0):1:(0):2:($1-0.32):($1+0.32):(tint($1)) with boxxyerror \
       fs solid 1.0 noborder lc rgb variable, \
     $worth using ($2-$3):1:(2*$3):(0) with vectors heads size graph 0.003,90 lc rgb color_whisker lw 1.4, \
     for [k=1:int(bars)] $worth every ::k-1::k-1 using (x_low):1:ytic(bar_label[k]) \
       with points pt 0 lc rgb 'white'
