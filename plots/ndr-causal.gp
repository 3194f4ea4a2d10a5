# From NDR without growth to NDR: by the runs, by cause and as invoiced. Variables:
#   y_label, y_low, y_high, y_step
#   part_color[k]: the name of a colour of palette.gp for row k of the three blocks
#   $shapley, $cause, $invoice: position  bottom  top  "label"  label_at
#   $errors: position  level  standard error     of $shapley
#   $total: position  value  P10  P90  "label"  label_at
#   $names: position  "name"
set ylabel y_label
set xrange [-0.6:4.6]
set yrange [y_low:y_high]
set ytics y_step
set format y '%.0f%%'
set xtics scale 0 font ',13'
set key width -3 font ',12'

tint(k) = value(part_color[k + 1])

# boxxyerror: x y xlow xhigh ylow yhigh. One plot for each bar, because a pattern cannot take its
# colour from the data.
plot NaN with boxes fs solid 1.0 noborder fc rgb color_quiet title 'causal', \
     NaN with boxes fs solid 0.35 border rgb color_quiet fc rgb color_quiet title 'accounts, by cause', \
     NaN with boxes fs pattern 4 border rgb color_quiet fc rgb color_quiet title 'accounts, as invoiced', \
     100 with lines lc rgb color_total lw 1 dt 2 notitle, \
     for [k=0:3] $shapley every ::k::k using 1:2:($1-0.44):($1-0.16):2:3 with boxxyerror \
       fs solid 1.0 noborder fc rgb tint(k) notitle, \
     for [k=0:3] $cause every ::k::k using 1:2:($1-0.14):($1+0.14):2:3 with boxxyerror \
       fs solid 0.35 border rgb tint(k) fc rgb tint(k) notitle, \
     for [k=0:3] $invoice every ::k::k using 1:2:($1+0.16):($1+0.44):2:3 with boxxyerror \
       fs pattern 4 border rgb tint(k) fc rgb tint(k) notitle, \
     $errors using ($1-0.30):($2-$3):(0):(2*$3) with vectors heads size 0.03,90 \
       lc rgb color_whisker lw 1.5 notitle, \
     $shapley using ($1-0.30):5:4 with labels center font font_small textcolor rgb color_text notitle, \
     $cause using 1:5:4 with labels center font font_small textcolor rgb color_quiet notitle, \
     $invoice using ($1+0.30):5:4 with labels center font font_small textcolor rgb color_quiet notitle, \
     $total using 1:2:($1-0.40):($1+0.40):(0):2 with boxxyerror \
       fs solid 1.0 noborder fc rgb color_total notitle, \
     $total using 1:3:(0):($4-$3) with vectors heads size 0.05,90 lc rgb color_whisker lw 2 \
       title 'NDR, P10 to P90', \
     $total using 1:6:5 with labels center font ',13' textcolor rgb color_text notitle, \
     $names using 1:(y_low):xticlabels(2) with points pt 0 lc rgb 'white' notitle
