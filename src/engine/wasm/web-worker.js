// Entry of a crew's thread in a browser.
import { serve } from './member.js';

self.onmessage = ({ data }) => {
  serve(data, () => self.postMessage('ready'));
  self.postMessage('ended');
};
