# Completion of ndrsim for bash, written by `ndrsim --completion bash`: do not edit.

# Files that end in .$1, and directories.
_ndrsim_files() {
  compopt -o filenames 2>/dev/null
  local name
  while IFS= read -r name; do
    if [[ -d $name || $name == *.$1 ]]; then COMPREPLY+=("$name"); fi
  done < <(compgen -f -- "$cur")
}

_ndrsim_directories() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen -d -- "$cur")
}

_ndrsim_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur"); }

# Paths of parameters, with the tiers of the scenario on the line if there is one.
_ndrsim_parameters() {
  local word list=''
  compopt -o nospace 2>/dev/null
  for word in "${COMP_WORDS[@]:2}"; do
    if [[ $word == *.json ]]; then
      list=$("${COMP_WORDS[0]}" params --names --for "$word" 2>/dev/null)
      break
    fi
  done
  [[ -n $list ]] || list=$("${COMP_WORDS[0]}" params --names 2>/dev/null)
  mapfile -t COMPREPLY < <(set -f; compgen -S = -W "$list" -- "$cur")
}

_ndrsim_metrics() {
  _ndrsim_words "$("${COMP_WORDS[0]}" explain --names 2>/dev/null)"
}

_ndrsim() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} verb=${COMP_WORDS[1]}
  COMPREPLY=()
  if [[ $cur == = ]]; then
    cur=''
    ((COMP_CWORD >= 2)) && [[ ${COMP_WORDS[COMP_CWORD-1]} != --* ]] && return
  elif [[ $prev == = ]] && ((COMP_CWORD >= 3)); then
    prev=${COMP_WORDS[COMP_CWORD-2]}
    [[ $prev == --* ]] || return # the value of a parameter
  fi
  if ((COMP_CWORD == 1)); then
    _ndrsim_words 'init advise run attribute compare sweep optimise initiatives stress concentration sensitivity evpi validate params explain schema replay verify runs --help --version --completion --man '
    return
  fi
  case "$verb $prev" in
    '--completion --completion') _ndrsim_words 'bash zsh fish'; return ;;
    'init --output' | 'init -o') _ndrsim_files json; return ;;
    'run --book') _ndrsim_files csv; return ;;
    'run --output' | 'run -o') _ndrsim_directories; return ;;
    'run --replicates') :; return ;;
    'run --seed') :; return ;;
    'run --horizon') :; return ;;
    'run --set') _ndrsim_parameters; return ;;
    'run --layers') :; return ;;
    'run --convention') _ndrsim_words 'point cohort_age cohort_age_no_return quarter quarter_year trailing_year trailing_average survivors monthly'; return ;;
    'run --threads') :; return ;;
    'run --memory') :; return ;;
    'run --charts') _ndrsim_words 'all none mrr-fan mrr-engines ndr-fan ndr-conventions ndr-bridge ndr-lenses ndr-distribution ndr-joint ndr-variance cohort-heatmap tier-mix logo-survival'; return ;;
    'run --chart-format') _ndrsim_words 'png svg pdf'; return ;;
    'run --xlsx') _ndrsim_files xlsx; return ;;
    'run --html') _ndrsim_files html; return ;;
    'run --db') _ndrsim_files sqlite; return ;;
    'attribute --book') _ndrsim_files csv; return ;;
    'attribute --output' | 'attribute -o') _ndrsim_directories; return ;;
    'attribute --window') _ndrsim_words '12 24 36'; return ;;
    'attribute --replicates') :; return ;;
    'attribute --seed') :; return ;;
    'attribute --horizon') :; return ;;
    'attribute --set') _ndrsim_parameters; return ;;
    'attribute --threads') :; return ;;
    'attribute --memory') :; return ;;
    'attribute --charts') _ndrsim_words 'all none ndr-causal'; return ;;
    'attribute --chart-format') _ndrsim_words 'png svg pdf'; return ;;
    'attribute --xlsx') _ndrsim_files xlsx; return ;;
    'attribute --html') _ndrsim_files html; return ;;
    'attribute --db') _ndrsim_files sqlite; return ;;
    'compare --with') _ndrsim_parameters; return ;;
    'compare --objective') _ndrsim_metrics; return ;;
    'compare --book') _ndrsim_files csv; return ;;
    'compare --output' | 'compare -o') _ndrsim_directories; return ;;
    'compare --replicates') :; return ;;
    'compare --seed') :; return ;;
    'compare --horizon') :; return ;;
    'compare --set') _ndrsim_parameters; return ;;
    'compare --threads') :; return ;;
    'compare --memory') :; return ;;
    'compare --charts') _ndrsim_words 'all none compare-fan compare-bridge'; return ;;
    'compare --chart-format') _ndrsim_words 'png svg pdf'; return ;;
    'compare --xlsx') _ndrsim_files xlsx; return ;;
    'compare --html') _ndrsim_files html; return ;;
    'compare --db') _ndrsim_files sqlite; return ;;
    'sweep --vary') _ndrsim_parameters; return ;;
    'sweep --objective') _ndrsim_metrics; return ;;
    'sweep --lhs') :; return ;;
    'sweep --book') _ndrsim_files csv; return ;;
    'sweep --output' | 'sweep -o') _ndrsim_directories; return ;;
    'sweep --replicates') :; return ;;
    'sweep --seed') :; return ;;
    'sweep --horizon') :; return ;;
    'sweep --set') _ndrsim_parameters; return ;;
    'sweep --threads') :; return ;;
    'sweep --memory') :; return ;;
    'sweep --charts') _ndrsim_words 'all none sweep-line sweep-heatmap'; return ;;
    'sweep --chart-format') _ndrsim_words 'png svg pdf'; return ;;
    'sweep --xlsx') _ndrsim_files xlsx; return ;;
    'sweep --html') _ndrsim_files html; return ;;
    'sweep --db') _ndrsim_files sqlite; return ;;
    'optimise --vary') _ndrsim_parameters; return ;;
    'optimise --maximise') _ndrsim_metrics; return ;;
    'optimise --minimise') _ndrsim_metrics; return ;;
    'optimise --subject-to') :; return ;;
    'optimise --evaluations') :; return ;;
    'optimise --book') _ndrsim_files csv; return ;;
    'optimise --output' | 'optimise -o') _ndrsim_directories; return ;;
    'optimise --replicates') :; return ;;
    'optimise --seed') :; return ;;
    'optimise --horizon') :; return ;;
    'optimise --set') _ndrsim_parameters; return ;;
    'optimise --threads') :; return ;;
    'optimise --memory') :; return ;;
    'optimise --charts') _ndrsim_words 'all none optimise-profile optimise-path'; return ;;
    'optimise --chart-format') _ndrsim_words 'png svg pdf'; return ;;
    'optimise --xlsx') _ndrsim_files xlsx; return ;;
    'optimise --html') _ndrsim_files html; return ;;
    'optimise --db') _ndrsim_files sqlite; return ;;
    'initiatives --book') _ndrsim_files csv; return ;;
    'initiatives --output' | 'initiatives -o') _ndrsim_directories; return ;;
    'initiatives --replicates') :; return ;;
    'initiatives --seed') :; return ;;
    'initiatives --horizon') :; return ;;
    'initiatives --set') _ndrsim_parameters; return ;;
    'initiatives --threads') :; return ;;
    'initiatives --memory') :; return ;;
    'initiatives --xlsx') _ndrsim_files xlsx; return ;;
    'initiatives --html') _ndrsim_files html; return ;;
    'initiatives --db') _ndrsim_files sqlite; return ;;
    'stress --stress') _ndrsim_files json; return ;;
    'stress --outcome') _ndrsim_metrics; return ;;
    'stress --severity') :; return ;;
    'stress --reverse') :; return ;;
    'stress --reverse-parameter') _ndrsim_parameters; return ;;
    'stress --below') :; return ;;
    'stress --of') _ndrsim_words 'p5 p10 p50 p90 p95'; return ;;
    'stress --delay') :; return ;;
    'stress --book') _ndrsim_files csv; return ;;
    'stress --output' | 'stress -o') _ndrsim_directories; return ;;
    'stress --replicates') :; return ;;
    'stress --seed') :; return ;;
    'stress --horizon') :; return ;;
    'stress --set') _ndrsim_parameters; return ;;
    'stress --threads') :; return ;;
    'stress --memory') :; return ;;
    'stress --charts') _ndrsim_words 'all none stress-rank stress-composition stress-reverse'; return ;;
    'stress --chart-format') _ndrsim_words 'png svg pdf'; return ;;
    'stress --xlsx') _ndrsim_files xlsx; return ;;
    'stress --html') _ndrsim_files html; return ;;
    'stress --db') _ndrsim_files sqlite; return ;;
    'concentration --sizes') :; return ;;
    'concentration --window') _ndrsim_words '12 24 36'; return ;;
    'concentration --book') _ndrsim_files csv; return ;;
    'concentration --output' | 'concentration -o') _ndrsim_directories; return ;;
    'concentration --replicates') :; return ;;
    'concentration --seed') :; return ;;
    'concentration --horizon') :; return ;;
    'concentration --set') _ndrsim_parameters; return ;;
    'concentration --threads') :; return ;;
    'concentration --memory') :; return ;;
    'concentration --charts') _ndrsim_words 'all none concentration'; return ;;
    'concentration --chart-format') _ndrsim_words 'png svg pdf'; return ;;
    'concentration --xlsx') _ndrsim_files xlsx; return ;;
    'concentration --html') _ndrsim_files html; return ;;
    'concentration --db') _ndrsim_files sqlite; return ;;
    'sensitivity --method') _ndrsim_words 'tornado elasticity sobol shapley two-way all'; return ;;
    'sensitivity --outcome') _ndrsim_metrics; return ;;
    'sensitivity --of') _ndrsim_parameters; return ;;
    'sensitivity --pair') :; return ;;
    'sensitivity --book') _ndrsim_files csv; return ;;
    'sensitivity --output' | 'sensitivity -o') _ndrsim_directories; return ;;
    'sensitivity --replicates') :; return ;;
    'sensitivity --seed') :; return ;;
    'sensitivity --horizon') :; return ;;
    'sensitivity --set') _ndrsim_parameters; return ;;
    'sensitivity --threads') :; return ;;
    'sensitivity --memory') :; return ;;
    'sensitivity --charts') _ndrsim_words 'all none sensitivity-tornado sensitivity-sobol sensitivity-two-way'; return ;;
    'sensitivity --chart-format') _ndrsim_words 'png svg pdf'; return ;;
    'sensitivity --xlsx') _ndrsim_files xlsx; return ;;
    'sensitivity --html') _ndrsim_files html; return ;;
    'sensitivity --db') _ndrsim_files sqlite; return ;;
    'evpi --with') _ndrsim_parameters; return ;;
    'evpi --objective') _ndrsim_metrics; return ;;
    'evpi --measure') _ndrsim_parameters; return ;;
    'evpi --book') _ndrsim_files csv; return ;;
    'evpi --output' | 'evpi -o') _ndrsim_directories; return ;;
    'evpi --replicates') :; return ;;
    'evpi --seed') :; return ;;
    'evpi --horizon') :; return ;;
    'evpi --set') _ndrsim_parameters; return ;;
    'evpi --threads') :; return ;;
    'evpi --memory') :; return ;;
    'evpi --charts') _ndrsim_words 'all none evpi'; return ;;
    'evpi --chart-format') _ndrsim_words 'png svg pdf'; return ;;
    'evpi --xlsx') _ndrsim_files xlsx; return ;;
    'evpi --html') _ndrsim_files html; return ;;
    'evpi --db') _ndrsim_files sqlite; return ;;
    'validate --book') _ndrsim_files csv; return ;;
    'validate --set') _ndrsim_parameters; return ;;
    'validate --replicates') :; return ;;
    'validate --horizon') :; return ;;
    'validate --threads') :; return ;;
    'validate --memory') :; return ;;
    'params --for') _ndrsim_files json; return ;;
    'replay --replicate') :; return ;;
    'replay --account') :; return ;;
    'replay --month') :; return ;;
    'replay --top') :; return ;;
    'replay --by') _ndrsim_words 'mrr growth loss'; return ;;
    'replay --book') _ndrsim_files csv; return ;;
    'replay --replicates') :; return ;;
    'replay --seed') :; return ;;
    'replay --horizon') :; return ;;
    'replay --set') _ndrsim_parameters; return ;;
    'verify --book') _ndrsim_files csv; return ;;
    'verify --threads') :; return ;;
    'runs --db') _ndrsim_files sqlite; return ;;
  esac
  case "$verb" in
    init)
      if [[ $cur == -* ]]; then
        _ndrsim_words '--output --force --help'
      else
        _ndrsim_words 'agent collaboration developer vertical'
      fi
      ;;
    advise)
      if [[ $cur == -* ]]; then
        _ndrsim_words '--json --help'
      else
        _ndrsim_words 'coordination volume workflow outcomes data platform'
      fi
      ;;
    run)
      if [[ $cur == -* ]]; then
        _ndrsim_words '--book --output --replicates --seed --horizon --set --without-initiatives --layers --convention --threads --memory --charts --chart-format --xlsx --html --db --preview --json --quiet --help'
      else
        _ndrsim_files json
      fi
      ;;
    attribute)
      if [[ $cur == -* ]]; then
        _ndrsim_words '--book --output --window --replicates --seed --horizon --set --threads --memory --charts --chart-format --xlsx --html --db --json --quiet --help'
      else
        _ndrsim_files json
      fi
      ;;
    compare)
      if [[ $cur == -* ]]; then
        _ndrsim_words '--with --objective --book --output --replicates --seed --horizon --set --threads --memory --charts --chart-format --xlsx --html --db --json --quiet --help'
      else
        _ndrsim_files json
      fi
      ;;
    sweep)
      if [[ $cur == -* ]]; then
        _ndrsim_words '--vary --objective --lhs --book --output --replicates --seed --horizon --set --threads --memory --charts --chart-format --xlsx --html --db --json --quiet --help'
      else
        _ndrsim_files json
      fi
      ;;
    optimise)
      if [[ $cur == -* ]]; then
        _ndrsim_words '--vary --maximise --minimise --subject-to --evaluations --book --output --replicates --seed --horizon --set --threads --memory --charts --chart-format --xlsx --html --db --json --quiet --help'
      else
        _ndrsim_files json
      fi
      ;;
    initiatives)
      if [[ $cur == -* ]]; then
        _ndrsim_words '--book --output --replicates --seed --horizon --set --threads --memory --xlsx --html --db --json --quiet --help'
      else
        _ndrsim_files json
      fi
      ;;
    stress)
      if [[ $cur == -* ]]; then
        _ndrsim_words '--stress --together --outcome --severity --reverse --reverse-parameter --below --of --delay --book --output --replicates --seed --horizon --set --threads --memory --charts --chart-format --xlsx --html --db --json --quiet --help'
      else
        _ndrsim_files json
      fi
      ;;
    concentration)
      if [[ $cur == -* ]]; then
        _ndrsim_words '--sizes --window --book --output --replicates --seed --horizon --set --threads --memory --charts --chart-format --xlsx --html --db --json --quiet --help'
      else
        _ndrsim_files json
      fi
      ;;
    sensitivity)
      if [[ $cur == -* ]]; then
        _ndrsim_words '--method --outcome --of --pair --book --output --replicates --seed --horizon --set --threads --memory --charts --chart-format --xlsx --html --db --json --quiet --help'
      else
        _ndrsim_files json
      fi
      ;;
    evpi)
      if [[ $cur == -* ]]; then
        _ndrsim_words '--with --objective --measure --book --output --replicates --seed --horizon --set --threads --memory --charts --chart-format --xlsx --html --db --json --quiet --help'
      else
        _ndrsim_files json
      fi
      ;;
    validate)
      if [[ $cur == -* ]]; then
        _ndrsim_words '--book --set --replicates --horizon --threads --memory --strict --json --quiet --help'
      else
        _ndrsim_files json
      fi
      ;;
    params)
      if [[ $cur == -* ]]; then
        _ndrsim_words '--names --json --markdown --for --help'
      else
        :
      fi
      ;;
    explain)
      if [[ $cur == -* ]]; then
        _ndrsim_words '--names --json --help'
      else
        _ndrsim_metrics
      fi
      ;;
    schema)
      if [[ $cur == -* ]]; then
        _ndrsim_words '--help'
      else
        :
      fi
      ;;
    replay)
      if [[ $cur == -* ]]; then
        _ndrsim_words '--replicate --account --month --top --by --book --replicates --seed --horizon --set --json --help'
      else
        _ndrsim_files json
      fi
      ;;
    verify)
      if [[ $cur == -* ]]; then
        _ndrsim_words '--book --files --no-charts --threads --quiet --help'
      else
        _ndrsim_directories
      fi
      ;;
    runs)
      if [[ $cur == -* ]]; then
        _ndrsim_words '--db --json --help'
      else
        _ndrsim_words 'diff'
      fi
      ;;
  esac
}
complete -F _ndrsim ndrsim
