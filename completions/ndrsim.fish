# Completion of ndrsim for fish, written by `ndrsim --completion fish`: do not edit.

# Paths of parameters, with the tiers of the scenario on the line if there is one.
function __ndrsim_parameters
    set -l names
    for word in (commandline -opc)
        if string match -q '*.json' -- $word
            set names (ndrsim params --names --for $word 2>/dev/null)
            break
        end
    end
    if test (count $names) -eq 0
        set names (ndrsim params --names 2>/dev/null)
    end
    printf '%s=\n' $names
end

complete -c ndrsim -f
complete -c ndrsim -n '__fish_use_subcommand' -l help -s h -d 'print the verbs'
complete -c ndrsim -n '__fish_use_subcommand' -l version -d 'print the version'
complete -c ndrsim -n '__fish_use_subcommand' -l completion -r -f -a 'bash zsh fish' -d 'print what bash, zsh or fish need to complete command lines'
complete -c ndrsim -n '__fish_use_subcommand' -l man -d 'print the manual page, in roff'

complete -c ndrsim -n __fish_use_subcommand -a init -d 'write an annotated scenario to start from, by family of products'
complete -c ndrsim -n '__fish_seen_subcommand_from init' -f -a 'agent collaboration developer vertical'
complete -c ndrsim -n '__fish_seen_subcommand_from init' -l output -s o -r -f -a '(__fish_complete_suffix .json)' -d 'write it to this file, and ndrsim.schema.json beside it for your editor'
complete -c ndrsim -n '__fish_seen_subcommand_from init' -l force -d 'replace files that exist'
complete -c ndrsim -n '__fish_seen_subcommand_from init' -l help -s h -d 'print a short text about the verb'

complete -c ndrsim -n __fish_use_subcommand -a advise -d 'say which way of expanding fits a product, and which scenario simulates it'
complete -c ndrsim -n '__fish_seen_subcommand_from advise' -f -a 'coordination volume workflow outcomes data platform'
complete -c ndrsim -n '__fish_seen_subcommand_from advise' -l json -d 'print JSON, for programs'
complete -c ndrsim -n '__fish_seen_subcommand_from advise' -l help -s h -d 'print a short text about the verb'

complete -c ndrsim -n __fish_use_subcommand -a run -d 'simulate a scenario, or a book of real accounts under it'
complete -c ndrsim -n '__fish_seen_subcommand_from run' -f -a '(__fish_complete_suffix .json)'
complete -c ndrsim -n '__fish_seen_subcommand_from run' -l book -r -f -a '(__fish_complete_suffix .csv)' -d 'start from these accounts, one in a row'
complete -c ndrsim -n '__fish_seen_subcommand_from run' -l output -s o -r -f -a '(__fish_complete_directories)' -d 'where the files go (default: ndrsim-out)'
complete -c ndrsim -n '__fish_seen_subcommand_from run' -l replicates -r -f -d 'simulated futures (default: the scenario\'s)'
complete -c ndrsim -n '__fish_seen_subcommand_from run' -l seed -r -f -d 'number that fixes all random draws (default: the scenario\'s)'
complete -c ndrsim -n '__fish_seen_subcommand_from run' -l horizon -r -f -d 'months to simulate (default: the scenario\'s)'
complete -c ndrsim -n '__fish_seen_subcommand_from run' -l set -r -f -a '(__ndrsim_parameters)' -d 'change the scenario, e.g. --set tiers.pro.cap=1200; repeatable'
complete -c ndrsim -n '__fish_seen_subcommand_from run' -l without-initiatives -d 'leave out the scenario\'s initiatives'
complete -c ndrsim -n '__fish_seen_subcommand_from run' -l layers -r -f -d 'samples for the split of variance into parameters, economy and luck, 4 runs each (default: a quarter of N if that is >= 25; 0: none)'
complete -c ndrsim -n '__fish_seen_subcommand_from run' -l convention -r -f -a 'point cohort_age cohort_age_no_return quarter quarter_year trailing_year trailing_average survivors monthly' -d 'convention of the headline NDR (default: point for a book, else cohort_age)'
complete -c ndrsim -n '__fish_seen_subcommand_from run' -l threads -r -f -d 'cores to use (default: all); never changes results'
complete -c ndrsim -n '__fish_seen_subcommand_from run' -l memory -r -f -d 'memory the run may take, e.g. 500M, 8G (default: what is available)'
complete -c ndrsim -n '__fish_seen_subcommand_from run' -l charts -r -f -a 'all none mrr-fan mrr-engines ndr-fan ndr-conventions ndr-bridge ndr-lenses ndr-distribution ndr-joint ndr-variance cohort-heatmap tier-mix logo-survival' -d 'charts to draw: all, none, or names between commas (default: all)'
complete -c ndrsim -n '__fish_seen_subcommand_from run' -l chart-format -r -f -a 'png svg pdf' -d 'formats of the charts: png, svg, pdf, between commas (default: png,svg)'
complete -c ndrsim -n '__fish_seen_subcommand_from run' -l preview -d 'draw MRR and NDR in the terminal too, after the summary'
complete -c ndrsim -n '__fish_seen_subcommand_from run' -l json -d 'print summary.json instead of the text'
complete -c ndrsim -n '__fish_seen_subcommand_from run' -l quiet -s q -d 'print nothing but errors'
complete -c ndrsim -n '__fish_seen_subcommand_from run' -l help -s h -d 'print a short text about the verb'

complete -c ndrsim -n __fish_use_subcommand -a attribute -d 'say what growth of seats, of workflows and of capacity causes of NDR'
complete -c ndrsim -n '__fish_seen_subcommand_from attribute' -f -a '(__fish_complete_suffix .json)'
complete -c ndrsim -n '__fish_seen_subcommand_from attribute' -l book -r -f -a '(__fish_complete_suffix .csv)' -d 'start from these accounts, one in a row'
complete -c ndrsim -n '__fish_seen_subcommand_from attribute' -l output -s o -r -f -a '(__fish_complete_directories)' -d 'where the files go (default: ndrsim-attribute)'
complete -c ndrsim -n '__fish_seen_subcommand_from attribute' -l window -r -f -a '12 24 36' -d 'months at which NDR is taken apart: 12, 24 or 36 (default: 12)'
complete -c ndrsim -n '__fish_seen_subcommand_from attribute' -l replicates -r -f -d 'simulated futures (default: the scenario\'s)'
complete -c ndrsim -n '__fish_seen_subcommand_from attribute' -l seed -r -f -d 'number that fixes all random draws (default: the scenario\'s)'
complete -c ndrsim -n '__fish_seen_subcommand_from attribute' -l horizon -r -f -d 'months to simulate (default: the scenario\'s)'
complete -c ndrsim -n '__fish_seen_subcommand_from attribute' -l set -r -f -a '(__ndrsim_parameters)' -d 'change the scenario, e.g. --set tiers.pro.cap=1200; repeatable'
complete -c ndrsim -n '__fish_seen_subcommand_from attribute' -l threads -r -f -d 'cores to use (default: all); never changes results'
complete -c ndrsim -n '__fish_seen_subcommand_from attribute' -l memory -r -f -d 'memory the run may take, e.g. 500M, 8G (default: what is available)'
complete -c ndrsim -n '__fish_seen_subcommand_from attribute' -l charts -r -f -a 'all none ndr-causal' -d 'charts to draw: all, none, or names between commas (default: all)'
complete -c ndrsim -n '__fish_seen_subcommand_from attribute' -l chart-format -r -f -a 'png svg pdf' -d 'formats of the charts: png, svg, pdf, between commas (default: png,svg)'
complete -c ndrsim -n '__fish_seen_subcommand_from attribute' -l json -d 'print attribute.json instead of the text'
complete -c ndrsim -n '__fish_seen_subcommand_from attribute' -l quiet -s q -d 'print nothing but errors'
complete -c ndrsim -n '__fish_seen_subcommand_from attribute' -l help -s h -d 'print a short text about the verb'

complete -c ndrsim -n __fish_use_subcommand -a initiatives -d 'what the initiatives of a scenario bring and cost'
complete -c ndrsim -n '__fish_seen_subcommand_from initiatives' -f -a '(__fish_complete_suffix .json)'
complete -c ndrsim -n '__fish_seen_subcommand_from initiatives' -l book -r -f -a '(__fish_complete_suffix .csv)' -d 'start from these accounts, one in a row'
complete -c ndrsim -n '__fish_seen_subcommand_from initiatives' -l output -s o -r -f -a '(__fish_complete_directories)' -d 'where the files go (default: ndrsim-initiatives)'
complete -c ndrsim -n '__fish_seen_subcommand_from initiatives' -l replicates -r -f -d 'simulated futures (default: the scenario\'s)'
complete -c ndrsim -n '__fish_seen_subcommand_from initiatives' -l seed -r -f -d 'number that fixes all random draws (default: the scenario\'s)'
complete -c ndrsim -n '__fish_seen_subcommand_from initiatives' -l horizon -r -f -d 'months to simulate (default: the scenario\'s)'
complete -c ndrsim -n '__fish_seen_subcommand_from initiatives' -l set -r -f -a '(__ndrsim_parameters)' -d 'change the scenario, e.g. --set tiers.pro.cap=1200; repeatable'
complete -c ndrsim -n '__fish_seen_subcommand_from initiatives' -l threads -r -f -d 'cores to use (default: all); never changes results'
complete -c ndrsim -n '__fish_seen_subcommand_from initiatives' -l memory -r -f -d 'memory the run may take, e.g. 500M, 8G (default: what is available)'
complete -c ndrsim -n '__fish_seen_subcommand_from initiatives' -l json -d 'print initiatives.json instead of the text'
complete -c ndrsim -n '__fish_seen_subcommand_from initiatives' -l quiet -s q -d 'print nothing but errors'
complete -c ndrsim -n '__fish_seen_subcommand_from initiatives' -l help -s h -d 'print a short text about the verb'

complete -c ndrsim -n __fish_use_subcommand -a validate -d 'check a scenario, and a book under it, and list all that is wrong'
complete -c ndrsim -n '__fish_seen_subcommand_from validate' -f -a '(__fish_complete_suffix .json)'
complete -c ndrsim -n '__fish_seen_subcommand_from validate' -l book -r -f -a '(__fish_complete_suffix .csv)' -d 'start from these accounts, one in a row'
complete -c ndrsim -n '__fish_seen_subcommand_from validate' -l set -r -f -a '(__ndrsim_parameters)' -d 'change the scenario, e.g. --set tiers.pro.cap=1200; repeatable'
complete -c ndrsim -n '__fish_seen_subcommand_from validate' -l replicates -r -f -d 'simulated futures (default: the scenario\'s)'
complete -c ndrsim -n '__fish_seen_subcommand_from validate' -l horizon -r -f -d 'months to simulate (default: the scenario\'s)'
complete -c ndrsim -n '__fish_seen_subcommand_from validate' -l threads -r -f -d 'cores to use (default: all); never changes results'
complete -c ndrsim -n '__fish_seen_subcommand_from validate' -l memory -r -f -d 'memory the run may take, e.g. 500M, 8G (default: what is available)'
complete -c ndrsim -n '__fish_seen_subcommand_from validate' -l strict -d 'warnings count as errors'
complete -c ndrsim -n '__fish_seen_subcommand_from validate' -l json -d 'print what was found as JSON on standard output'
complete -c ndrsim -n '__fish_seen_subcommand_from validate' -l quiet -s q -d 'print nothing about a good scenario'
complete -c ndrsim -n '__fish_seen_subcommand_from validate' -l help -s h -d 'print a short text about the verb'

complete -c ndrsim -n __fish_use_subcommand -a params -d 'list the parameters of a scenario: units, defaults, bounds, meaning, source'
complete -c ndrsim -n '__fish_seen_subcommand_from params' -l names -d 'print the paths only, one in a line'
complete -c ndrsim -n '__fish_seen_subcommand_from params' -l json -d 'print JSON, for programs'
complete -c ndrsim -n '__fish_seen_subcommand_from params' -l markdown -d 'print the page docs/parameters.md'
complete -c ndrsim -n '__fish_seen_subcommand_from params' -l for -r -f -a '(__fish_complete_suffix .json)' -d 'print this scenario\'s tiers and segments in place of *'
complete -c ndrsim -n '__fish_seen_subcommand_from params' -l help -s h -d 'print a short text about the verb'

complete -c ndrsim -n __fish_use_subcommand -a explain -d 'say what a metric, a column or a term means, and where it is in the outputs'
complete -c ndrsim -n '__fish_seen_subcommand_from explain' -f -a '(ndrsim explain --names 2>/dev/null)'
complete -c ndrsim -n '__fish_seen_subcommand_from explain' -l names -d 'print the names only, one in a line'
complete -c ndrsim -n '__fish_seen_subcommand_from explain' -l json -d 'print JSON, for programs'
complete -c ndrsim -n '__fish_seen_subcommand_from explain' -l help -s h -d 'print a short text about the verb'

complete -c ndrsim -n __fish_use_subcommand -a schema -d 'print the JSON Schema of scenarios, with which editors complete and check them'
complete -c ndrsim -n '__fish_seen_subcommand_from schema' -l help -s h -d 'print a short text about the verb'

complete -c ndrsim -n __fish_use_subcommand -a replay -d 'tell the story of one account in one simulated future, month by month'
complete -c ndrsim -n '__fish_seen_subcommand_from replay' -f -a '(__fish_complete_suffix .json)'
complete -c ndrsim -n '__fish_seen_subcommand_from replay' -l replicate -r -f -d 'which of the simulated futures, 0 to the number of replicates less one (default: 0)'
complete -c ndrsim -n '__fish_seen_subcommand_from replay' -l account -r -f -d 'the account: its account_id in the book, or segment/month/number such as smb/3/17'
complete -c ndrsim -n '__fish_seen_subcommand_from replay' -l month -r -f -d 'tell this month alone, with every draw and number (of a list: its month)'
complete -c ndrsim -n '__fish_seen_subcommand_from replay' -l top -r -f -d 'accounts in the list when --account is not given (default: 10)'
complete -c ndrsim -n '__fish_seen_subcommand_from replay' -l by -r -f -a 'mrr growth loss' -d 'order of the list: mrr, growth or loss of MRR in the month (default: mrr)'
complete -c ndrsim -n '__fish_seen_subcommand_from replay' -l book -r -f -a '(__fish_complete_suffix .csv)' -d 'start from these accounts, one in a row'
complete -c ndrsim -n '__fish_seen_subcommand_from replay' -l replicates -r -f -d 'simulated futures (default: the scenario\'s)'
complete -c ndrsim -n '__fish_seen_subcommand_from replay' -l seed -r -f -d 'number that fixes all random draws (default: the scenario\'s)'
complete -c ndrsim -n '__fish_seen_subcommand_from replay' -l horizon -r -f -d 'months to simulate (default: the scenario\'s)'
complete -c ndrsim -n '__fish_seen_subcommand_from replay' -l set -r -f -a '(__ndrsim_parameters)' -d 'change the scenario, e.g. --set tiers.pro.cap=1200; repeatable'
complete -c ndrsim -n '__fish_seen_subcommand_from replay' -l json -d 'print JSON instead of the text'
complete -c ndrsim -n '__fish_seen_subcommand_from replay' -l help -s h -d 'print a short text about the verb'

complete -c ndrsim -n __fish_use_subcommand -a verify -d 'do a run again from its manifest and compare byte by byte'
complete -c ndrsim -n '__fish_seen_subcommand_from verify' -f -a '(__fish_complete_directories)'
complete -c ndrsim -n '__fish_seen_subcommand_from verify' -l book -r -f -a '(__fish_complete_suffix .csv)' -d 'the book of the run, if it is not where the run found it'
complete -c ndrsim -n '__fish_seen_subcommand_from verify' -l files -d 'check the digests alone; do not run again'
complete -c ndrsim -n '__fish_seen_subcommand_from verify' -l no-charts -d 'do not draw the charts again; their digests are checked'
complete -c ndrsim -n '__fish_seen_subcommand_from verify' -l threads -r -f -d 'cores to use (default: all); never changes results'
complete -c ndrsim -n '__fish_seen_subcommand_from verify' -l quiet -s q -d 'print nothing but errors'
complete -c ndrsim -n '__fish_seen_subcommand_from verify' -l help -s h -d 'print a short text about the verb'
