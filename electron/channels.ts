/** The two channels between the preload script and the main process. Both carry a page's own id, then the message. */
export const REQUEST_CHANNEL = 'conntrack-inspector:request';
export const RESPONSE_CHANNEL = 'conntrack-inspector:response';
