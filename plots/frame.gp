# What all charts have in common: title, notes, margins, grid, legend. Loaded after palette.gp and
# before the chart's own template, which may change any of it. Variables:
#   chart_title, chart_subtitle     at the top
#   chart_remark, chart_note        at the bottom: how to read it, and where it comes from
font_title = ',19'
font_small = ',11'
font_note  = ',10'
set encoding utf8
set label 1 chart_title at screen 0.02,0.945 left font font_title textcolor rgb color_text
set label 2 chart_subtitle at screen 0.02,0.892 left font ',12' textcolor rgb color_quiet
set label 3 chart_remark at screen 0.02,0.055 left font font_note textcolor rgb color_quiet
set label 4 chart_note at screen 0.02,0.023 left font font_note textcolor rgb color_quiet
set border 3 lc rgb color_quiet lw 1
set tics nomirror out scale 0.6 textcolor rgb color_text
# the default, '% h', keeps a place for a sign and so moves every label off its tick
set format '%h'
set grid ytics lt 1 lw 0.7 lc rgb color_grid
set lmargin at screen 0.085
set rmargin at screen 0.960
set tmargin at screen 0.795
set bmargin at screen 0.190
set key at screen 0.015,0.848 left center horizontal Left reverse maxrows 1 samplen 2 width -1 \
  textcolor rgb color_text
set xlabel textcolor rgb color_text offset 0,-0.1
set ylabel textcolor rgb color_text offset -0.4,0
set style fill solid 1.0 noborder
