/** The two channels between the preload script and the main process. Both carry a page's own id, then the message. */
export const REQUEST_CHANNEL = 'conntrack-inspector:request';
export const RESPONSE_CHANNEL = 'conntrack-inspector:response';
/** From the main process to the page in front: a command's id, chosen from the window's menu. */
export const COMMAND_CHANNEL = 'conntrack-inspector:command';
