# The waterfall from 100% to NDR. Variables:
#   y_label, y_low, y_high, y_step, bars
#   part_color[k]: the name of a colour of palette.gp for row k of $cause and $invoice
#   $cause and $invoice: position  bottom  top  "label"  label_at
#   $total: position  value  "label"  label_at      the first and the last bar
#   $band: position  P10  P90
#   $links: x  y  dx  0     the level that one bar hands to the next
#   $names: position  "name"
set ylabel y_label
set xrange [-0.6:bars - 0.4]
set yrange [y_low:y_high]
set ytics y_step
set format y '%.0f%%'
set xtics scale 0 font ',13'

tint(k) = value(part_color[k + 1])
n = int(bars) - 3

# boxxyerror: x y xlow xhigh ylow yhigh. The cause lens is the left, solid half of a bar.
# One plot for each bar, because a pattern cannot take its colour from the data.
plot NaN with boxes fs solid 1.0 noborder fc rgb color_quiet title 'by cause', \
     NaN with boxes fs pattern 4 border rgb color_quiet fc rgb color_quiet title 'as invoiced', \
     $links using 1:2:3:4 with vectors nohead lc rgb color_quiet lw 1.2 dt 3 notitle, \
     100 with lines lc rgb color_total lw 1 dt 2 notitle, \
     for [k=0:n] $cause every ::k::k using 1:2:($1-0.40):($1-0.01):2:3 with boxxyerror \
       fs solid 1.0 noborder fc rgb tint(k) notitle, \
     for [k=0:n] $invoice every ::k::k using 1:2:($1+0.01):($1+0.40):2:3 with boxxyerror \
       fs pattern 4 border rgb tint(k) fc rgb tint(k) notitle, \
     $cause using ($1-0.205):5:4 with labels center font font_small textcolor rgb color_text notitle, \
     $invoice using ($1+0.205):5:4 with labels center font font_small textcolor rgb color_quiet notitle, \
     $total using 1:2:($1-0.40):($1+0.40):(0):2 with boxxyerror \
       fs solid 1.0 noborder fc rgb color_total notitle, \
     $band using 1:2:(0):($3-$2) with vectors heads size 0.07,90 lc rgb color_whisker lw 2 \
       title 'NDR, P10 to P90', \
     $total using 1:4:3 with labels center font ',13' textcolor rgb color_text notitle, \
     $names using 1:(y_low):xticlabels(2) with points pt 0 lc rgb 'white' notitle
