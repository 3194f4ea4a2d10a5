# The waterfall from 100% to NDR. Filled by plots/plot.c, which defines:
#   chart_title, chart_subtitle, chart_note, y_label, y_low, y_high, y_step, bars, legend_cause,
#   legend_invoice, legend_band
#   components: their names in the order of the rows of $cause and $invoice
#   $cause and $invoice: position  bottom  top  label  label_at
#   $total: position  value  label  label_at      the first and the last bar
#   $band: position  P10  P90
#   $links: x  y  dx  0     the level that one bar hands to the next
#   $names: position  name
set label 1 chart_title at screen 0.02,0.945 left font ',19' textcolor rgb color_text
set label 2 chart_subtitle at screen 0.02,0.885 left font ',12' textcolor rgb color_quiet
set label 3 chart_note at screen 0.98,0.022 right font ',10' textcolor rgb color_quiet
set ylabel y_label textcolor rgb color_text offset -0.6,0
set xrange [-0.6:bars - 0.4]
set yrange [y_low:y_high]
set ytics y_step
set format y '%.0f%%'
set xtics scale 0 font ',13'
set key at screen 0.965,0.855 right bottom horizontal maxrows 1 samplen 2.4 width 1 textcolor rgb color_text

tint(k) = value('color_'.word(components, k + 1))

# boxxyerror: x y xlow xhigh ylow yhigh. The cause lens is the left, solid half of a bar.
# One plot for each bar, because a pattern cannot take its colour from the data.
plot $links using 1:2:3:4 with vectors nohead lc rgb color_quiet lw 1.2 dt 3 notitle, \
     100 with lines lc rgb color_total lw 1 dt 2 notitle, \
     for [k=0:bars-3] $cause every ::k::k using 1:2:($1-0.40):($1-0.01):2:3 with boxxyerror \
       fs solid 1.0 noborder fc rgb tint(k) notitle, \
     for [k=0:bars-3] $invoice every ::k::k using 1:2:($1+0.01):($1+0.40):2:3 with boxxyerror \
       fs pattern 4 border rgb tint(k) fc rgb tint(k) notitle, \
     $cause using ($1-0.205):5:4 with labels center font ',11' textcolor rgb color_text notitle, \
     $invoice using ($1+0.205):5:4 with labels center font ',11' textcolor rgb color_quiet notitle, \
     $total using 1:2:($1-0.40):($1+0.40):(0):2 with boxxyerror \
       fs solid 1.0 noborder fc rgb color_total notitle, \
     $band using 1:2:(0):($3-$2) with vectors heads size 0.07,90 lc rgb color_whisker lw 2 \
       title legend_band, \
     $total using 1:4:3 with labels center font ',13' textcolor rgb color_text notitle, \
     $names using 1:(y_low):xticlabels(2) with points pt 0 lc rgb 'white' notitle, \
     NaN with boxes fs solid 1.0 noborder fc rgb color_quiet title legend_cause, \
     NaN with boxes fs pattern 4 border rgb color_quiet fc rgb color_quiet title legend_invoice
