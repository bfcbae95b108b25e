import type { Candidate } from './candidates.ts'

/** What a goal may ask about its subject, and the wording of a sentence that answers it. */
const questions: readonly { asked: RegExp; answered: RegExp }[] = [
  {
    asked:
      /\b(?:block(?:s|ed|ing|ers?)?|holds? (?:up|back)|holding (?:up|back)|prevents?|stops|stuck|obstacles?|impediments?|in the way)\b/i,
    answered:
      /\b(?:block(?:s|ed|ing|ers?)|(?:waits?|waiting) (?:for|on)|depends? on|held (?:up|back)|holds? (?:up|back)|prevents?|stuck|on hold|missing|cannot|can['’]t|until|obstacles?|impediments?|not (?:\w+ )?(?:before|possible|yet))\b/i,
  },
  {
    asked: /\b(?:why|reasons?|rationale)\b/i,
    answered:
      /\b(?:because|since|so that|in order to|therefore|reasons?|due to|as a result|to (?:avoid|prevent|keep))\b/i,
  },
]

/** Whether a sentence answers one of the questions that a goal asks; one test for each question. */
export const answersTo = (goal: string): ((candidate: Pick<Candidate, 'text'>) => boolean)[] =>
  questions
    .filter(({ asked }) => asked.test(goal))
    .map(
      ({ answered }) =>
        ({ text }) =>
          answered.test(text),
    )
