# Shares of the engines in expansion, by cause and as invoiced. Variables:
#   y_label, x_low, x_high, parts, part_label[k], part_color[k]
#   $shares, index k - 1 for part k: position  bottom  top  "label"
#   $bars: position  "lens"  "points of expansion"
#   $windows: position  "12 months"
set key width 0.5
set ylabel y_label
set xrange [x_low:x_high]
set tmargin at screen 0.77
set yrange [0:108]
set ytics 0,25,100
set format y '%.0f%%'
set xtics scale 0 font font_small
set x2range [x_low:x_high]
set x2tics scale 0 font ',13' offset 0,-0.5
light(k) = value(part_color[k]) == color_outcome || value(part_color[k]) == color_usage || value(part_color[k]) == color_capacity

plot for [k=1:int(parts)] $shares index k-1 using 1:2:($1-0.21):($1+0.21):2:3 with boxxyerror \
       fs solid 1.0 border rgb 'white' fc rgb value(part_color[k]) title part_label[k], \
     for [k=1:int(parts)] $shares index k-1 using 1:(($2+$3)/2):4 with labels center font ',13' \
       textcolor rgb (light(k) ? color_text : 0xFFFFFF) notitle, \
     $bars using 1:(103.5):3 with labels center font font_small textcolor rgb color_quiet notitle, \
     $bars using 1:(0):xticlabels(2) with points pt 0 lc rgb 'white' notitle, \
     $windows using 1:(0):x2ticlabels(2) axes x2y1 with points pt 0 lc rgb 'white' notitle
