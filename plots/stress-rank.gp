# What each stress costs, worst on top, by cause. Variables:
#   x_label, x_low, x_high, x_step
#   rows; row_name[k]: the name of row k, from below
#   part_color[k], part_name[k], part_used[k]: of part k - 1
#   $parts: row  low  high  part
#   $total: row  loss  two standard errors  "label"  label_at
set lmargin at screen 0.245
set key width -1.5 font ',11'
set xlabel x_label
set xrange [x_low:x_high]
set xtics x_step
set yrange [0.35:rows+0.65]
set grid noytics xtics lt 1 lw 0.7 lc rgb color_grid
set border 1 lc rgb color_quiet lw 1
unset ytics
do for [k=1:rows] {
  set label (10 + k) row_name[k] at graph -0.012,first k right noenhanced font ',12' textcolor rgb color_text
}
set arrow 1 from 0,graph 0 to 0,graph 1 nohead lc rgb color_quiet lw 1.2
tint(k) = value(part_color[int(k) + 1])
is_used(k) = part_used[k] eq '1'

plot for [k=1:|part_color|] NaN with boxes fs solid 1.0 noborder fc rgb tint(k-1) \
       title (is_used(k) ? part_name[k] : ''), \
     $parts using (($2+$3)/2):1:2:3:($1-0.33):($1+0.33):(tint($4)) with boxxyerror \
       fs solid 1.0 noborder lc rgb variable notitle, \
     $total using 2:1:($2-$3):($2+$3) with xerrorbars pt 7 ps 0.7 lc rgb color_whisker lw 1.5 notitle, \
     $total using 5:1:4 with labels left font font_small textcolor rgb color_text notitle
