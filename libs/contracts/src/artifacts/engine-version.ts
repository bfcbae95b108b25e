/**
 * Version of everything that decides what an artifact looks like and how it is judged: planner, extractive drafting,
 * checks and their thresholds. Part of every fingerprint; raised whenever the same request over the same knowledge may
 * get another answer.
 */
export const engineVersion = 'artifacts/2'
