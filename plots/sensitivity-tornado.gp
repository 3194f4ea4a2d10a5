# The outcome at P10 and at P90 of each parameter. Variables:
#   x_label, x_low, x_high, x_step, x_format, bars, base (the outcome as it is)
#   bar_label[k], low_label[k], high_label[k]: the parameter, its P10, its P90 and unit
#   $tornado: row  outcome at P10  outcome at P90  standard error of the swing
set lmargin at screen 0.315
set rmargin at screen 0.975
set tmargin at screen 0.815
set bmargin at screen 0.185
set xlabel x_label
set xrange [x_low:x_high]
set yrange [bars + 0.6:0.4]
set xtics x_step
set format x x_format
set grid noytics xtics lt 1 lw 0.7 lc rgb color_grid
set ytics scale 0 font ',12'
set border 1
set arrow 1 from first base, graph 0 to first base, graph 1 nohead front lc rgb color_text lw 1.2

least(a, b) = a < b ? a : b
most(a, b) = a > b ? a : b
# ends of a bar on the two sides of its neighbour
plot $tornado using (base):1:(least($2, base)):(most($2, base)):($1-0.34):($1+0.34) with boxxyerror \
       fs solid 1.0 noborder lc rgb color_luck title 'parameter at its P10', \
     $tornado using (base):1:(least($3, base)):(most($3, base)):($1-0.34):($1+0.34) with boxxyerror \
       fs solid 1.0 noborder lc rgb color_parameter title 'at its P90', \
     $tornado using ($3-$4):1:(2*$4):(0) with vectors heads size graph 0.003,90 front lc rgb color_whisker lw 1.4 notitle, \
     $tornado using ($2 < base ? $2 : NaN):1:(low_label[int($1)]) with labels right offset -0.7,0 \
       font font_small textcolor rgb color_text notitle, \
     $tornado using ($2 < base ? NaN : $2):1:(low_label[int($1)]) with labels left offset 0.7,0 \
       font font_small textcolor rgb color_text notitle, \
     $tornado using ($3 < base ? $3-$4 : NaN):1:(high_label[int($1)]) with labels right offset -0.7,0 \
       font font_small textcolor rgb color_text notitle, \
     $tornado using ($3 < base ? NaN : $3+$4):1:(high_label[int($1)]) with labels left offset 0.7,0 \
       font font_small textcolor rgb color_text notitle, \
     for [k=1:int(bars)] $tornado every ::k-1::k-1 using (x_low):1:ytic(bar_label[k]) \
       with points pt 0 lc rgb 'white' notitle
