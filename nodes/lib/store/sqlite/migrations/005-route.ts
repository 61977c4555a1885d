/** Schema 5: which system an event was for, and why, as decided when it was settled. */
export const ROUTE = `
ALTER TABLE events ADD COLUMN route TEXT;
`;
