/** The tables of HL7 a value is checked against; those the standard leaves to the site are not listed. */

export const CODE_TABLES: Readonly<Record<string, ReadonlySet<string>>> = {
  // Administrative sex
  '0001': new Set(['A', 'F', 'M', 'N', 'O', 'U']),
  // Patient class
  '0004': new Set(['B', 'C', 'E', 'I', 'N', 'O', 'P', 'R', 'U']),
  // Admission type
  '0007': new Set(['A', 'C', 'E', 'L', 'N', 'R', 'U']),
  // Diagnosis type
  '0052': new Set(['A', 'F', 'W']),
  // Bed status
  '0116': new Set(['C', 'H', 'I', 'K', 'O', 'U']),
  '0136': new Set(['N', 'Y']),
  // Acknowledgement conditions
  '0155': new Set(['AL', 'ER', 'NE', 'SU']),
  // Segment action
  '0206': new Set(['A', 'D', 'U', 'X']),
  // Visit priority
  '0217': new Set(['1', '2', '3']),
  // Procedure functional type
  '0230': new Set(['A', 'D', 'I', 'P']),
  // Filler status
  '0278': new Set([
    'Blocked',
    'Booked',
    'Cancelled',
    'Complete',
    'Dc',
    'Deleted',
    'Noshow',
    'Overbook',
    'Pending',
    'Started',
    'Waitlist',
  ]),
  // Universal id type
  '0301': new Set(['DNS', 'GUID', 'HCD', 'HL7', 'ISO', 'L', 'M', 'N', 'Random', 'URI', 'UUID', 'x400', 'x500']),
  // Person location type
  '0305': new Set(['C', 'D', 'H', 'N', 'O', 'P', 'S']),
  // Diagnosis and procedure priority: 0 not ranked, 1 first, further numbers in order
  '0359': new Set(Array.from({ length: 100 }, (_, rank) => String(rank))),
  '0418': new Set(Array.from({ length: 100 }, (_, rank) => String(rank))),
};
