import {
  checkArtifact,
  checkArtifactNow,
  concludeArtifact,
  concludeArtifactNow,
  type CheckedText,
  type Evidence,
} from '@synthwright/contracts'
import { answerTask, perform } from '@synthwright/messaging'
import type { ReadingThread } from '@synthwright/service'
import type * as checkingWork from '../../checking-work.ts'

/** Characters of evidence take about a fifth of the time that characters of the text under check take. */
const shareOfEvidence = 0.2

const sizeOf = ({ text, evidence }: { text: CheckedText; evidence: Evidence }): number => {
  const compared = evidence.evidence.flatMap(({ sentences }) => sentences.map((sentence) => sentence.text.length))
  const packed = evidence.packs.flatMap(({ texts }) => texts.map(({ length }) => length))
  const sum = [...compared, ...packed].reduce((total, length) => total + length, 0)
  return text.markdown.length + sum * shareOfEvidence
}

/** The tasks of the verifier, and the same for callers that wait. */
export const artifactTasks = (reading: ReadingThread<typeof checkingWork>) => {
  const check = perform(checkArtifact, (input, { teamId: team, signal }) =>
    reading.run('checkedArtifact', input, { team, signal, size: sizeOf(input) }),
  )
  const conclude = perform(concludeArtifact, (input, { teamId: team, signal }) =>
    reading.run('concludedArtifact', input, { team, signal, size: sizeOf(input) }),
  )
  return {
    tasks: [check, conclude],
    calls: [answerTask(checkArtifactNow, check), answerTask(concludeArtifactNow, conclude)],
  }
}
