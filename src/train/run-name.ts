// Names that a person can say: two words of these lists.

const ADJECTIVES = (
  'able amber bold brave brisk calm clear clever cool crisp daring eager early fair fast fine fond fresh gentle glad ' +
  'golden grand happy hardy honest humble keen kind late light lively lucky mellow merry mild modest neat nimble noble ' +
  'patient plain polite proud quick quiet rapid ready royal shiny silent silver simple smart smooth snug sober solid ' +
  'steady sunny swift tidy vivid warm wise'
).split(' ');

const NOUNS = (
  'acorn anchor badger beacon beaver birch bison candle canyon cedar cloud comet coral crane creek dolphin dune eagle ' +
  'ember falcon fern finch fjord fox garnet glade harbor hazel heron island ivy jasper kite lake lantern larch lark ' +
  'lemon lily lynx maple marble meadow meteor otter owl panda pebble pine planet plum quartz raven reef river robin ' +
  'salmon spruce stone summit thistle tiger willow'
).split(' ');

/**
 * The name of a run: when it began, its model, two words, such as `20251124-093012-cnn-brave-otter`. Names
 * sort by time.
 * @param pick an integer from 0 on that chooses the words.
 */
export function runName(startedAt: Date, model: string, pick: number): string {
  const adjective = ADJECTIVES[pick % ADJECTIVES.length]!;
  const noun = NOUNS[Math.floor(pick / ADJECTIVES.length) % NOUNS.length]!;
  return `${timeName(startedAt)}-${model}-${adjective}-${noun}`;
}

/** Local time as `20251124-093012`. */
function timeName(time: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${time.getFullYear()}${two(time.getMonth() + 1)}${two(time.getDate())}`;
  return `${day}-${two(time.getHours())}${two(time.getMinutes())}${two(time.getSeconds())}`;
}
