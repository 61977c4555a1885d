/** The planning options of the surgery room, described for the profile. */
import { DEFAULT_PLAN_OPTIONS, type PlanOptions } from '../../surgery/index.ts';
import { choice, group, text, type Option } from './options.ts';

const byDefault = DEFAULT_PLAN_OPTIONS;

function encounterEvent(careType: keyof PlanOptions['encounterEvent']) {
  const description = `Which event registers the encounter of ${careType} care; none: the receiver makes it from the SIU.`;
  return choice(description, ['A05', 'A04', 'none'], byDefault.encounterEvent[careType]);
}

export const plan: Option<PlanOptions> = group('Which messages are sent when.', {
  encounterEvent: group('Registering the encounter, by care type.', {
    inpatient: encounterEvent('inpatient'),
    'day-surgery': encounterEvent('day-surgery'),
    outpatient: encounterEvent('outpatient'),
  }),
  bedBooking: choice('How a bed is booked.', ['A14', 'A05-PV1-3', 'SIU-AIL', 'off'], byDefault.bedBooking),
  bedWhen: choice('When a bed is booked.', ['inpatient', 'inpatient-and-day', 'wanted'], byDefault.bedWhen),
  rebookEncounter: choice('The encounter of a rebooking.', ['A08', 'A05', 'A38+A05'], byDefault.rebookEncounter),
  rebookBed: choice('The bed of a rebooking.', ['A14', 'A27+A14'], byDefault.rebookBed),
  rebookAppointment: choice('The appointment of a rebooking.', ['S13', 'S15+S12'], byDefault.rebookAppointment),
  noShowEncounter: choice('The encounter when the patient did not come.', ['keep', 'A38'], byDefault.noShowEncounter),
  enteredInError: choice('The appointment that was entered in error.', ['S15', 'S17'], byDefault.enteredInError),
  visitNumberPrefix: text('Put before the case id to make the visit number.', byDefault.visitNumberPrefix, {
    maxLength: 20,
  }),
});
