# A fan in a terminal, of characters: --preview. The variables are those of ndr-fan.gp.
unset label 1
unset label 2
unset label 3
unset label 4
unset lmargin
unset rmargin
unset tmargin
unset bmargin
unset grid
set lmargin 8
set rmargin 2
set title chart_title."\n".y_label
set xlabel x_label offset 0,0
unset ylabel
set key bottom right noreverse Right samplen 3 width 1 maxrows auto at graph 0.98,0.06
set xrange [x_low:x_high]
set yrange [y_low:y_high]
set ytics y_step
set format y y_format
set xtics ()
set border 3
plot $fan using 1:3 with lines lt 7 title 'P10', \
     $fan using 1:5 with lines lt 7 title 'P90', \
     $fan using 1:4 with lines lt 1 title 'P50', \
     $ticks using 1:(y_low):xticlabels(2) with dots notitle
