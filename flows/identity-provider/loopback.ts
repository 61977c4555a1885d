/** Whether a host of a URL is this machine, by its address; no name is resolved. */
export function isOnThisMachine(hostname: string): boolean {
  return (
    hostname === 'localhost' || hostname === '[::1]' || hostname === '::1' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
  );
}
