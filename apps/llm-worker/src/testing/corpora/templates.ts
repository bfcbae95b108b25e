import type { OutputType } from '@synthwright/contracts'

const overview = { prompt: 'What this is and what it is for.', intent: 'overview purpose introduction' }
const evidence = { prompt: 'What was observed or measured.', intent: 'evidence result measured observed' }
const done = { prompt: 'What has been finished or changed.', intent: 'completed done added changed' }
const ahead = { prompt: 'What comes next, in order.', intent: 'next plan milestone todo' }
const risks = { prompt: 'What can go wrong, what is limited or unknown.', intent: 'risk limit failure gap' }
const decisions = { prompt: 'What was decided, and why.', intent: 'decision chosen because reason' }
const practice = { prompt: 'How it is built and worked with.', intent: 'implementation step configuration' }

/** Sections of each kind of document, with what they look for. */
export const templates: Record<OutputType, { title: string; prompt: string; intent: string }[]> = {
  documentation: [
    { title: 'Overview', ...overview },
    { title: 'Key Decisions', ...decisions },
    { title: 'Implementation Notes', ...practice },
    { title: 'Risks And Gaps', ...risks },
  ],
  report: [
    { title: 'Executive Summary', ...overview },
    { title: 'Evidence', ...evidence },
    { title: 'Risks And Gaps', ...risks },
  ],
  briefing: [
    { title: 'Situation', ...overview },
    { title: 'Signals', ...evidence },
    { title: 'Next Actions', ...ahead },
  ],
  roadmap: [
    { title: 'Current State', ...overview },
    { title: 'Completed Work', ...done },
    { title: 'Next Milestones', ...ahead },
    { title: 'Risks And Open Questions', ...risks },
  ],
  release_notes: [
    { title: 'Highlights', ...done },
    { title: 'Behavior Changes', ...done },
    { title: 'Verification', ...evidence },
    { title: 'Known Gaps', ...risks },
  ],
  audit_packet: [
    { title: 'Scope', ...overview },
    { title: 'Findings', ...evidence },
    { title: 'Evidence', ...evidence },
    { title: 'Gaps And Risks', ...risks },
  ],
  handbook: [
    { title: 'Orientation', ...overview },
    { title: 'Decisions In Force', ...decisions },
    { title: 'Current Work', ...ahead },
    { title: 'Gotchas', ...risks },
    { title: 'Key Artifacts', prompt: 'The documents to know.', intent: 'artifact document reference' },
  ],
  custom: [
    { title: 'Overview', ...overview },
    { title: 'Evidence', ...evidence },
    { title: 'Gaps', ...risks },
  ],
}
