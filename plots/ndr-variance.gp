# Variance of NDR by layer of uncertainty. Variables:
#   x_label, x_low, x_high, x_step, x_format, bars, bar_label[k], bar_color[k]
#   $variance: position  variance  standard error  "label"
set key off
set lmargin at screen 0.315
set tmargin at screen 0.85
set xlabel x_label
set xrange [x_low:x_high]
set yrange [bars + 0.6:0.4]
set xtics x_step
set format x x_format
set grid noytics xtics lt 1 lw 0.7 lc rgb color_grid
set ytics scale 0
set border 1
tint(k) = value(bar_color[int(k)])

plot $variance using (0):1:(0):2:($1-0.32):($1+0.32):(tint($1)) with boxxyerror \
       fs solid 1.0 noborder lc rgb variable, \
     $variance using 2:1:3 with xerrorbars pt 0 lc rgb color_whisker lw 2, \
     $variance using ($2+$3):1:4 with labels left offset 1,0 font ',13' textcolor rgb color_text, \
     for [k=1:int(bars)] $variance every ::k-1::k-1 using (x_low):1:ytic(bar_label[k]) with points pt 0 lc rgb 'white'
