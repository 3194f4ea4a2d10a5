# NDR by cohort and age. Variables:
#   x_label, y_label, cb_label, x_low, x_high, x_step, stride: months between columns
#   rows, row_label[r], label_every, ndr_low, ndr_high
#   $cells: age  row  NDR
#   $numbers: age  row  NDR  "label"      at whole years, when there is room
set key off
set lmargin at screen 0.185
set rmargin at screen 0.875
set tmargin at screen 0.85
set xlabel x_label
# not by `set ylabel`: long names of rows would push it off the page
set label 5 y_label at screen 0.018,0.52 center rotate by 90 textcolor rgb color_text
set xrange [x_low:x_high]
set yrange [rows + 0.5:0.5]
set xtics x_step
font_row = rows > 20 ? ',10' : ',12'
font_cell = rows > 20 ? ',9' : ',11'
set ytics scale 0 font font_row
set grid noytics
set border 0
set cbrange [ndr_low:ndr_high]
set palette defined (ndr_low ndr_below, 100 ndr_even, ndr_high ndr_above)
set cblabel cb_label offset 1.6,0 textcolor rgb color_text
set format cb '%.0f%%'
set cbtics scale 0.4
set colorbox user origin screen 0.893,0.19 size screen 0.018,0.66
# far from 100% the cell is dark: white numbers
dark(v) = v > 100 ? (v - 100) / (ndr_high - 100) > 0.75 : (100 - v) / (100 - ndr_low) > 0.6
half = 0.5 * stride

plot $cells using 1:2:($1-half):($1+half):($2-0.5):($2+0.5):3 with boxxyerror \
       fs solid 1.0 border rgb 'white' fc palette, \
     $numbers using 1:2:4:(dark($3) ? 0xFFFFFF : color_text) with labels center font font_cell \
       textcolor rgb variable, \
     for [r=1:int(rows):int(label_every)] $cells every ::0::0 using (x_low - 10):(r):ytic(row_label[r]) with points pt 0
