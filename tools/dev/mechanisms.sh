#!/usr/bin/env bash
# ./dev mechanisms [--data DIR] [MECHANISM...]: runs docs/mechanisms/charts.txt, one chart for each page there:
# what a mechanism does alone. Writes docs/images/mechanisms/NAME.svg, and what was run into the page; without names also
# all numbers, into curves.txt beside the images. With --data DIR only the numbers and NAME.block, what would stand in the
# page: nothing in the repository changes, and gnuplot is not needed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export LC_ALL=C.UTF-8
# shellcheck source=tools/dev/common.sh
. tools/dev/common.sh

pages=docs/mechanisms
images=docs/images/mechanisms
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
data=''
wanted=()
while [ $# -gt 0 ]; do
  case "$1" in
    --data) data=$(realpath "${2:?--data takes a directory}") && shift ;;
    -*) die "mechanisms: unknown option \`$1\`" ;;
    *) wanted+=("$1") ;;
  esac
  shift
done

if [ -z "${NDRSIM_BINARY:-}" ]; then
  need build
  build_preset release ndrsim_cli
  NDRSIM_BINARY=$(build_dir release)/ndrsim
fi

trim() {
  local text=$1
  text=${text#"${text%%[![:space:]]*}"}
  printf '%s' "${text%"${text##*[![:space:]]}"}"
}

# --- one chart ---------------------------------------------------------------------------------------
reset_chart() {
  title='' y='' scale='' common='' reference=0 band=0 remark=''
  labels=() metrics=() settings=()
}

# The settings of curve $1 as --set arguments in `arguments`.
collect() {
  local part parts
  arguments=()
  IFS=';' read -ra parts <<<"$common;${settings[$1]}"
  for part in "${parts[@]}"; do
    part=$(trim "$part")
    [ -z "$part" ] || arguments+=(--set "$part")
  done
}

# month mean P10 P90 of a metric; a metric that has none in a month is NaN there.
curve() {
  collect "$1"
  rm -rf "$work/run"
  "$NDRSIM_BINARY" run "$pages/alone.json" "${arguments[@]}" --quiet --layers 0 --charts none -o "$work/run" \
    >"$work/said" || die "mechanisms: $name, curve \"${labels[$1]}\" does not run"
  awk -F, -v metric="${metrics[$1]}" -v scale="$scale" '
    function shown(x) { return x == "" ? "NaN" : sprintf("%.6g", unit == 0 ? x : 100 * x / unit) }
    BEGIN { n = 0; unit = 0 }
    $4 == metric && $2 == "month" {
      if (n == 0 && scale == "start") unit = $6
      if (scale ~ /^month / && $1 == substr(scale, 7)) unit = $6
      if (n == 0 && scale ~ /^[0-9]/) unit = scale * 100
      month[n] = $1; mean[n] = $6; low[n] = $9; high[n] = $11; n++
    }
    END {
      if (n == 0) { print "no metric " metric > "/dev/stderr"; exit 1 }
      for (k = 0; k < n; k++) print month[k], shown(mean[k]), shown(low[k]), shown(high[k])
    }' "$work/run/series.csv" || die "mechanisms: $name, curve \"${labels[$1]}\""
}

# 'text' of gnuplot.
quoted() {
  printf "'%s'" "${1//\'/\'\'}"
}

script() {
  local k
  echo "set terminal svg size 1200,675 name 'ndrsim' noenhanced font 'DejaVu Sans,13' background rgb 'white'"
  echo "set output '$images/$name.svg'"
  echo "\$curve << END_OF_DATA"
  for k in "${!labels[@]}"; do
    cat "$work/curve.$k"
    printf '\n\n'
  done
  echo "END_OF_DATA"
  echo "chart_title = $(quoted "$title")"
  echo "chart_subtitle = $(quoted "$name: docs/mechanisms/alone.json, mean of 20 replicates")"
  echo "chart_remark = $(quoted "$remark")"
  echo "chart_note = $(quoted "settings of each curve: docs/mechanisms/$name.md")"
  echo "y_label = $(quoted "$y")"
  echo "curves = ${#labels[@]}; reference = $reference; band = $band"
  echo "array curve_label[${#labels[@]}]"
  for k in "${!labels[@]}"; do
    echo "curve_label[$((k + 1))] = $(quoted "${labels[$k]}")"
  done
  # limits: all of what is drawn, and 0 where it is not far
  cat "$work"/curve.[0-9] | awk -v band="$band" '
    function see(text,   x) {
      if (text == "NaN") return
      x = text + 0
      if (!seen || x < low) low = x
      if (!seen || x > high) high = x
      seen = 1
    }
    NF { see($2); if (band > 0) { see($3); see($4) } }
    END {
      if (low > 0 && low < 0.6 * high) low = 0
      if (high == low) { high = low + 1 }
      room = 0.06 * (high - low)
      printf "y_low = %.6g; y_high = %.6g\n", low == 0 ? 0 : low - room, high + room
    }'
  echo "load 'plots/palette.gp'; load 'plots/frame.gp'; load '$pages/alone.gp'"
}

# Between the markers of the page: the picture and what was run.
page() {
  local k said
  {
    echo "![$title](../images/mechanisms/$name.svg)"
    echo
    echo "$remark"
    echo
    echo "| curve | metric | set beside [alone.json](alone.json) |"
    echo "|---|---|---|"
    for k in "${!labels[@]}"; do
      collect "$k"
      said=''
      for part in "${arguments[@]}"; do
        [ "$part" = --set ] || said="$said${said:+ }\`$part\`"
      done
      echo "| ${labels[$k]} | \`${metrics[$k]}\` | $said |"
    done
  } >"$work/block"
  if [ -n "$data" ]; then
    cp "$work/block" "$data/$name.block"
    return 0
  fi
  awk -v block="$work/block" '
    /^<!-- chart: / { print; while ((getline line < block) > 0) print line; skip = 1; next }
    /^<!-- end -->/ { skip = 0 }
    !skip' "$pages/$name.md" >"$work/page"
  cat "$work/page" >"$pages/$name.md"
}

draw() {
  local k
  [ ${#wanted[@]} -eq 0 ] || [[ " ${wanted[*]} " == *" $name "* ]] || return 0
  for k in "${!labels[@]}"; do
    curve "$k" >"$work/curve.$k"
    awk -v head="$name $((k + 1)):" '{ head = head " " $2 } END { print head }' "$work/curve.$k" >>"$work/numbers"
  done
  drawn=$((drawn + 1))
  if [ -z "$data" ]; then
    script >"$work/script"
    gnuplot -d "$work/script" 2>"$work/said" || die "mechanisms: gnuplot: $(cat "$work/said")"
  fi
  page
  rm -f "$work"/curve.[0-9]
}

name='' drawn=0
: >"$work/numbers"
reset_chart
while IFS= read -r line; do
  key=$(trim "${line%%=*}") value=$(trim "${line#*=}")
  case "$line" in
    '#'* | '') ;;
    '['*)
      [ -z "$name" ] || draw
      reset_chart
      name=${line//[\[\]]/}
      ;;
    *)
      case "$key" in
        title) title=$value ;;
        y) y=$value ;;
        scale) scale=$value ;;
        common) common=$value ;;
        band) band=$value ;;
        remark) remark=$value ;;
        first) reference=1 ;;
        curve)
          labels+=("$(trim "${value%%|*}")")
          value=${value#*|}
          metrics+=("$(trim "${value%%|*}")")
          settings+=("${value#*|}")
          ;;
        *) die "charts.txt: what is \`$line\`?" ;;
      esac
      ;;
  esac
done <"$pages/charts.txt"
draw
if [ -n "$data" ]; then
  cp "$work/numbers" "$data/curves.txt"
elif [ ${#wanted[@]} -eq 0 ]; then
  cp "$work/numbers" "$images/curves.txt"
fi
echo "$drawn charts"
