import type { Corpus } from './corpus.ts'

const texts: readonly [type: string, name: string, text: string][] = [
  [
    'raw_memory',
    'stand-up',
    'ok so the importer is slow again 😀 we saw 40 s for 2 MB. Lena thinks it is the regex. she will look on Monday',
  ],
  [
    'raw_memory',
    'incident',
    'On 2026-02-11 the importer stopped for 18 minutes. The disk of the second node was full. It was not the fault of the new release. The on-call engineer freed 12 GB and started the importer again.',
  ],
  [
    'decision',
    'Stream the import',
    'The importer reads a file in parts of 64 KB instead of at once. Memory stays below 200 MB that way, whatever the size of the file.',
  ],
  ['decision', 'Keep the old format', 'Files of the old format are still accepted until 2027. Customers asked for it.'],
  ['task', 'Alarm for full disks', 'Alarm for full disks'],
  [
    'task',
    'Write the migration guide',
    'The migration guide tells customers how to move from the old format to the new one. A first version exists, and it lacks the chapter on tables.',
  ],
  [
    'claim',
    'Importer throughput',
    'The importer reads 3.5 MB per second on one core, measured on 2026-03-01 with 1,000 files.',
  ],
  [
    'error_pattern',
    'EMFILE',
    'EMFILE: too many open files appears when more than 1,024 files are imported at once. Raise the limit with `ulimit -n`, or import in parts.',
  ],
  [
    'note',
    'Names',
    'E. coli, Dr. Lee and v. 2.1 of the U.S. edition are spelled as here. “Importer” is written with a capital letter only at the beginning of a sentence.',
  ],
  ['procedure', 'Restart', 'Stop the importer. Wait until its queue is empty. Start it again with the same settings.'],
  [
    'milestone',
    'Version 3',
    'Version 3 was released on 2026-04-20. It reads tables, and it no longer needs a temporary folder.',
  ],
  [
    'idea',
    'Skip unchanged files',
    'Files whose hash has not changed could be skipped, which would save about half of the time. Nobody has tried it.',
  ],
  ['rule', 'No secrets in logs', 'Nothing that a customer typed may be logged.\nPaths of files may.'],
  [
    'episode',
    'Interview',
    'Q: What annoys you most?\nA: That I cannot see how far an import has come.\nQ: Anything else?\nA: No.',
  ],
]

/** Short rows as people and tools leave them: chat, decisions, tasks without a body, interviews. */
export const memories: Corpus = {
  name: 'memories and rows about an importer',
  goal: 'Report on the importer, its speed and its failures',
  texts: texts.map(([type, name, text], index) => ({ id: `${type}_${index}`, type, name, text })),
}
