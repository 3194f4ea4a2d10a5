# The outcome at five levels of two parameters. Variables:
#   x_label, y_label, x_level[k], y_level[k]: the parameters and their levels
#   most: the largest difference from the middle
#   $grid: x  y  difference from the cell in the middle  "mean"
set key off
set lmargin at screen 0.165
set rmargin at screen 0.965
set bmargin at screen 0.200
set tmargin at screen 0.850
set xlabel x_label
set ylabel y_label offset -1.5,0
set xrange [0.5:5.5]
set yrange [0.5:5.5]
set border 0
unset grid
set xtics scale 0 (x_level[1] 1)
set ytics scale 0 (y_level[1] 1)
do for [k=2:5] { set xtics add (x_level[k] k); set ytics add (y_level[k] k) }
set cbrange [-most:most]
set palette defined (-1 ndr_below, 0 ndr_even, 1 ndr_above)
unset colorbox
dark(v) = abs(v) / most > 0.7

# boxxyerror: x y xlow xhigh ylow yhigh
plot $grid using 1:2:($1-0.5):($1+0.5):($2-0.5):($2+0.5):3 with boxxyerror \
       fs solid 1.0 border rgb 'white' fc palette, \
     $grid using 1:2:4:(dark($3) ? 0xFFFFFF : color_text) with labels center font ',13' \
       textcolor rgb variable
