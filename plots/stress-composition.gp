# What NDR is made of, one column for the scenario as it is and one for each of the worst stresses.
# Variables:
#   y_label, y_low, y_high, y_step
#   columns; column_name[k]
#   part_color[k], part_name[k], part_used[k]: of part k - 1
#   $parts: column  low  high  part
#   $total: column  mean  P10  P90  "label"  label_at
set ylabel y_label
set xrange [-0.6:columns-0.4]
set yrange [y_low:y_high]
set ytics y_step
set format y '%.0f%%'
set xtics scale 0 font ',12' noenhanced
set key width -3 font ',11'
set xtics ('' 0)
do for [k=1:columns] { set xtics add (column_name[k] k-1) }
tint(k) = value(part_color[int(k) + 1])
is_used(k) = part_used[k] eq '1'

plot for [k=1:|part_color|] NaN with boxes fs solid 1.0 noborder fc rgb tint(k-1) \
       title (is_used(k) ? part_name[k] : ''), \
     $parts using 1:(($2+$3)/2):($1-0.30):($1+0.30):2:3:(tint($4)) with boxxyerror \
       fs solid 1.0 noborder lc rgb variable notitle, \
     100 with lines lc rgb color_total lw 1 dt 2 notitle, \
     $total using 1:2:3:4 with yerrorbars pt 7 ps 0.9 lc rgb color_whisker lw 1.6 \
       title 'NDR, P10 to P90', \
     $total using 1:6:5 with labels center font ',13' textcolor rgb color_text notitle
