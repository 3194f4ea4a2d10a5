# Shares of the tiers over time, in customers and in MRR. Variables:
#   x_label, x_low, x_high, panels, panel_label[p], tiers, tier_label[k]
#   $mix, index p - 1 for panel p: month  0  then the upper edge of tier 1, of tier 2, ... [%]
#   $ticks: month  "label"
set multiplot
set xrange [x_low:x_high]
set yrange [0:100]
set ytics 25
set format y '%.0f%%'
set grid front
set ylabel offset 0.4,0
set xlabel x_label
font_tick = panels > 1 ? ',10' : ',13'
set xtics () font font_tick
# many tiers, or long names: the legend goes to the right
words = 0
do for [k=1:int(tiers)] { words = words + strlen(tier_label[k]) + 5 }
aside = words > 100
if (aside) { set key at screen 0.985,0.80 right top vertical maxrows 8 font font_note }
width = (panels > 1 ? 0.385 : 0.875) - (aside ? (panels > 1 ? 0.12 : 0.25) : 0)
stride = width + 0.105
do for [p=1:int(panels)] {
  set lmargin at screen 0.085 + (p - 1) * stride
  set rmargin at screen 0.085 + (p - 1) * stride + width
  set ylabel panel_label[p]
  plot for [k=1:int(tiers)] $mix index p-1 using 1:(column(k+1)):(column(k+2)) with filledcurves \
         fc rgb tier_color(k, tiers) title tier_label[k], \
       $ticks every (aside ? 4 : panels > 1 ? 2 : 1) using 1:(0):xticlabels(2) with points pt 0 lc rgb 'white' notitle
  set key off
  unset label 1; unset label 2; unset label 3; unset label 4
}
unset multiplot
