# The objective over two parameters. Variables:
#   x_label, x_low, x_high, x_step, x_format, x_words, x_word[k], x_stride; the same for y
#   grid: 1 = cells beside each other, 0 = points at their values; cells: how many; numbered;
#   now_on: 1 = the current setting is one of the cells
#   cb_label, most: the largest difference to either side
#   $cells: x  y  difference from the current setting  "mean"
#   $now, $best: x  y; $now_frame, $best_frame: the corners of their cells
set key off
set lmargin at screen 0.115
set rmargin at screen 0.860
set bmargin at screen 0.200
set tmargin at screen 0.850
set xlabel x_label
set ylabel y_label
set xrange [x_low:x_high]
set yrange [y_low:y_high]
if (grid == 1) { set border 0; unset grid } else { set grid xtics ytics lt 1 lw 0.7 lc rgb color_grid }
if (x_words > 0) { set xtics scale 0 (x_word[1] 1); do for [k=1+int(x_stride):int(x_words):int(x_stride)] { set xtics add (x_word[k] k) } } \
else { set xtics x_step; set format x x_format }
if (y_words > 0) { set ytics scale 0 (y_word[1] 1); do for [k=1+int(y_stride):int(y_words):int(y_stride)] { set ytics add (y_word[k] k) } } \
else { set ytics y_step; set format y y_format }
set cbrange [-most:most]
set palette defined (-1 ndr_below, 0 ndr_even, 1 ndr_above)
set cblabel cb_label offset 1.2,0 textcolor rgb color_text
set cbtics scale 0.4
set colorbox user origin screen 0.875,0.20 size screen 0.018,0.65
dark(v) = abs(v) / most > 0.7
font_cell = cells > 60 ? ',10' : ',12'

label_of(s) = numbered == 1 ? s : ''
if (grid == 1) {
  # boxxyerror: x y xlow xhigh ylow yhigh
  plot $cells using 1:2:($1-0.5):($1+0.5):($2-0.5):($2+0.5):3 with boxxyerror \
         fs solid 1.0 border rgb 'white' fc palette, \
       $cells using 1:2:(label_of(strcol(4))):(dark($3) ? 0xFFFFFF : color_text) \
         with labels center font font_cell textcolor rgb variable, \
       $best_frame using 1:2 with lines lc rgb color_text lw 4, \
       $now_frame using 1:(now_on == 1 ? $2 : NaN) with lines lc rgb color_text lw 2 dt 2, \
       $now using 1:(now_on == 1 ? NaN : $2) with points pt 2 ps 3 lw 2.5 lc rgb color_text
} else {
  plot $cells using 1:2:3 with points pt 7 ps 3.6 lc palette, \
       $best using 1:2 with points pt 6 ps 4.4 lw 3 lc rgb color_text, \
       $now using 1:2 with points pt 2 ps 3 lw 2.5 lc rgb color_text
}
