// Entry of a crew's thread in a browser.
import { serve } from './member.js';

self.onmessage = ({ data }) => {
  self.postMessage('ready');
  serve(data);
  self.postMessage('ended');
};
