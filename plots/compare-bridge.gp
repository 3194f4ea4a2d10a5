# From 100% to NDR in several scenarios, side by side. Variables:
#   y_label, y_low, y_high, y_step
#   n: scenarios; bars: components and NDR; width: of one bar
#   name[k], k = 1..n
#   $bars: position  bottom  top  "label"  label_at  scenario
#   $band: position  P10  P90
#   $names: position  "name"
set ylabel y_label
set xrange [-0.6:bars - 0.4]
set yrange [y_low:y_high]
set ytics y_step
set format y '%.0f%%'
set xtics scale 0 font ',13'
set key left top

color(k) = option_color[(k - 1) % |option_color| + 1]
own(k, x) = $6 == k ? x : NaN

plot 100 with lines lc rgb color_total lw 1 dt 2 notitle, \
     for [k=1:n] $bars using (own(k, $1)):2:($1-width/2):($1+width/2):2:3 with boxxyerror \
       fs solid 1.0 noborder fc rgb color(k) title name[k], \
     $band using 1:2:(0):($3-$2) with vectors heads size 0.05,90 lc rgb color_whisker lw 1.5 \
       title 'NDR, P10 to P90', \
     $bars using 1:5:4 with labels center font font_small textcolor rgb color_text notitle, \
     $names using 1:(y_low):xticlabels(2) with points pt 0 lc rgb 'white' notitle
