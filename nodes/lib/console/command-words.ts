/** What the outcome of a command is called, and what to do about it, in words for the operator. */
import type { CommandResult, OperatorCommand, Refusal } from '../store/index.ts';

const WHAT_TO_DO: Readonly<Record<Refusal, string>> = {
  'in-flight':
    'The message is on its way: wait until its exchange has ended. Hold the case to be sure that nothing follows.',
  acknowledged:
    'Millennium has accepted the message: resend-as-new sends its content again, re-plan tells the whole case again.',
  final: 'The message was discarded or superseded: re-plan tells the case again.',
  'other-outcome': 'The message was discarded with the other outcome: re-plan the case.',
  'message-held': 'The event waits for one of its messages: retry, release or discard that message.',
  'not-held': 'Nothing of this kind waits for a person.',
  'needs-re-plan':
    'What Millennium has and what was planned differ since a message was discarded as not done: re-plan the case.',
  'newer-sent': 'A newer message about the same object was sent: resend that one, or re-plan the case.',
  'case-under-way':
    'Messages or events of the case are being worked on: wait until they are done, or re-plan the case.',
  'outcome-unknown':
    'Nobody knows whether a message arrived: retry it, or look in Millennium and say with assume whether it did.',
  'nothing-planned': 'No event of the case has been settled yet.',
  'content-removed': 'The content has been removed as too old: have Orbit send the case again.',
  'not-restampable':
    'The hospital of the message is not deployed, or its content is no message: deploy the hospital, or re-plan the case.',
  'queued-by-earlier-version':
    'The message was planned by a version that did not keep what is needed: retry it, or discard it as done-by-hand.',
  'command-id-taken': 'This commandId was used for another command: give every command a name of its own.',
};

export function whatToDo(code: Refusal): string {
  return WHAT_TO_DO[code];
}

type Done = Extract<CommandResult, { kind: 'done' }>;

/** What is true now. */
export function whatIsTrue({ command, subject }: OperatorCommand, { state, alreadyDone }: Done): string {
  const now = alreadyDone ? 'Nothing was to be done' : undefined;
  return [now, describe(command, subject.kind, state)].filter((part) => part !== undefined).join(': ');
}

function describe(command: OperatorCommand['command'], kind: string, state: string): string {
  switch (command) {
    case 'retry':
    case 'release':
      return `the ${kind} is ${state} and goes on when its turn comes.`;
    case 'hold':
      return state === 'in-flight'
        ? 'the message finishes its exchange; unless it is accepted it is held then.'
        : `nothing more of the ${kind} is sent until it is released.`;
    case 'discard':
      return `the ${kind} is put aside for good.`;
    case 'resend-as-new':
      return 'the content goes once more under the new control id.';
    case 're-plan':
      return 'the newest event of the case runs again, and everything is told from what Millennium has accepted.';
  }
}
