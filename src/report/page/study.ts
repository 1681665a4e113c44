// The script of the page of a study: its tables are short, so there is only the choice of light or dark.

import { byId } from './elements.ts';
import { startThemeSwitch } from './theme-switch.ts';

startThemeSwitch(byId('theme-switch')!);
document.documentElement.dataset.ready = 'true';
