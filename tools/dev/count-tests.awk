# Counts single tests in CTest's LastTest.log and prints `passed failed skipped`.
#
# cmocka prints its counts per group to stderr, perhaps in the middle of a line of the program's
# own output; the shell tests print the same lines. A program that dies has no closing line: then
# its finished tests count as passed and the death as one failure.
function number(line, word,   rest) {
  rest = substr(line, index(line, word) + length(word))
  sub(/^[^0-9]*/, "", rest)
  return rest + 0
}
function close_block() {
  if (!inside) return
  if (bad && f == 0) f = 1
  if (!bad && p + f + s == 0) p = 1 # a program that is one test
  if (p == 0 && bad) p = ok
  passed += p; failed += f; skipped += s
  inside = 0
}
/^[0-9]+\/[0-9]+ Testing: / { close_block(); inside = 1; p = f = s = ok = bad = 0; next }
inside && /\[  PASSED  \] [0-9]+ test\(s\)/ { p += number($0, "[  PASSED  ]") }
inside && /\[  FAILED  \] [0-9]+ test\(s\)/ { f += number($0, "[  FAILED  ]") }
inside && /\[  SKIPPED \] [0-9]+ test\(s\)/ { s += number($0, "[  SKIPPED ]") }
inside && /\[       OK \]/ { ++ok }
inside && /^Test Failed\./ { bad = 1 }
END { close_block(); print passed + 0, failed + 0, skipped + 0 }
