/** Breaks a text at spaces into lines of at most `width` columns. Later lines are indented as far as `lead` reaches. */
export const wrap = (text: string, width: number, lead = ''): string => {
  const lines: string[] = []
  let line = lead
  let empty = true
  for (const word of text.split(/[ \t]+/).filter(Boolean)) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line)
      line = ' '.repeat(lead.length)
      empty = true
    }
    line += empty ? word : ` ${word}`
    empty = false
  }
  return [...lines, line].join('\n')
}
