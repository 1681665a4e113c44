import { distance } from 'fastest-levenshtein';
import { UsageError } from '../errors.ts';

/**
 * The 345 categories of the dataset, by their official names in the official order.
 * Source: https://github.com/googlecreativelab/quickdraw-dataset (categories.txt).
 */
export const CATEGORIES: readonly string[] = `
aircraft carrier, airplane, alarm clock, ambulance, angel, animal migration, ant, anvil, apple, arm,
asparagus, axe, backpack, banana, bandage, barn, baseball, baseball bat, basket, basketball, bat, bathtub,
beach, bear, beard, bed, bee, belt, bench, bicycle, binoculars, bird, birthday cake, blackberry,
blueberry, book, boomerang, bottlecap, bowtie, bracelet, brain, bread, bridge, broccoli, broom, bucket,
bulldozer, bus, bush, butterfly, cactus, cake, calculator, calendar, camel, camera, camouflage, campfire,
candle, cannon, canoe, car, carrot, castle, cat, ceiling fan, cello, cell phone, chair, chandelier,
church, circle, clarinet, clock, cloud, coffee cup, compass, computer, cookie, cooler, couch, cow, crab,
crayon, crocodile, crown, cruise ship, cup, diamond, dishwasher, diving board, dog, dolphin, donut, door,
dragon, dresser, drill, drums, duck, dumbbell, ear, elbow, elephant, envelope, eraser, eye, eyeglasses,
face, fan, feather, fence, finger, fire hydrant, fireplace, firetruck, fish, flamingo, flashlight,
flip flops, floor lamp, flower, flying saucer, foot, fork, frog, frying pan, garden, garden hose, giraffe,
goatee, golf club, grapes, grass, guitar, hamburger, hammer, hand, harp, hat, headphones, hedgehog,
helicopter, helmet, hexagon, hockey puck, hockey stick, horse, hospital, hot air balloon, hot dog,
hot tub, hourglass, house, house plant, hurricane, ice cream, jacket, jail, kangaroo, key, keyboard, knee,
knife, ladder, lantern, laptop, leaf, leg, light bulb, lighter, lighthouse, lightning, line, lion,
lipstick, lobster, lollipop, mailbox, map, marker, matches, megaphone, mermaid, microphone, microwave,
monkey, moon, mosquito, motorbike, mountain, mouse, moustache, mouth, mug, mushroom, nail, necklace, nose,
ocean, octagon, octopus, onion, oven, owl, paintbrush, paint can, palm tree, panda, pants, paper clip,
parachute, parrot, passport, peanut, pear, peas, pencil, penguin, piano, pickup truck, picture frame, pig,
pillow, pineapple, pizza, pliers, police car, pond, pool, popsicle, postcard, potato, power outlet, purse,
rabbit, raccoon, radio, rain, rainbow, rake, remote control, rhinoceros, rifle, river, roller coaster,
rollerskates, sailboat, sandwich, saw, saxophone, school bus, scissors, scorpion, screwdriver, sea turtle,
see saw, shark, sheep, shoe, shorts, shovel, sink, skateboard, skull, skyscraper, sleeping bag,
smiley face, snail, snake, snorkel, snowflake, snowman, soccer ball, sock, speedboat, spider, spoon,
spreadsheet, square, squiggle, squirrel, stairs, star, steak, stereo, stethoscope, stitches, stop sign,
stove, strawberry, streetlight, string bean, submarine, suitcase, sun, swan, sweater, swing set, sword,
syringe, table, teapot, teddy-bear, telephone, television, tennis racquet, tent, The Eiffel Tower,
The Great Wall of China, The Mona Lisa, tiger, toaster, toe, toilet, tooth, toothbrush, toothpaste,
tornado, tractor, traffic light, train, tree, triangle, trombone, truck, trumpet, t-shirt, umbrella,
underwear, van, vase, violin, washing machine, watermelon, waterslide, whale, wheel, windmill,
wine bottle, wine glass, wristwatch, yoga, zebra, zigzag
`
  .trim()
  .split(/,\s+/);

const BY_KEY = new Map(CATEGORIES.map(name => [keyOf(name), name]));

/** Names are told apart without regard to case, and to what stands for a blank: `_`, `-`, `+` or `%20`. */
function keyOf(name: string): string {
  return decoded(name)
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\s_+-]+/g, ' ')
    .trim();
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // A percent sign of its own.
  }
}

/** The official name of a category, or undefined: `Alarm_Clock` is `alarm clock`. */
export function categoryNamed(name: string): string | undefined {
  return BY_KEY.get(keyOf(name));
}

/**
 * The official name of a category.
 * @throws UsageError that suggests the nearest one.
 */
export function requireCategory(name: string): string {
  const category = categoryNamed(name);
  if (category !== undefined) return category;
  const nearest = nearestCategory(name);
  throw new UsageError(`'${name}' is not one of the ${CATEGORIES.length} categories.`, {
    ...(nearest === undefined ? {} : { hint: `Did you mean '${nearest}'?` }),
  });
}

/** What the dataset's mirrors and tools put before the name: `full_numpy_bitmap_cat.npy`, `raw cat.ndjson`. */
const PREFIX = /^(full[ _-])?(numpy[ _-]bitmaps?|simplified|raw|binary|sketch[ _-]?rnn)[ _-]/i;

/** Such endings, `.full` of sketch-rnn's larger files, and the mark browsers put on a second download. */
const SUFFIX = /( \(\d+\))?(\.full)?\.(npy|npz|ndjson|jsonl|bin)(\.gz)?$/i;

/** The category a file holds by its name, or undefined: `full%2Fnumpy_bitmap%2Fcat.npy` holds `cat`. */
export function categoryOfFile(fileName: string): string | undefined {
  const name = decoded(fileName).split(/[/\\]/).at(-1)!.replace(SUFFIX, '');
  return categoryNamed(name) ?? categoryNamed(name.replace(PREFIX, ''));
}

/** The known name that is most like `name`, or undefined if none is like it. */
export function nearestCategory(name: string, known: readonly string[] = CATEGORIES): string | undefined {
  const key = keyOf(name);
  let nearest: string | undefined;
  let least = Math.max(2, Math.floor(key.length / 3)) + 1;
  for (const candidate of known) {
    const edits = distance(key, keyOf(candidate));
    if (edits >= least) continue;
    least = edits;
    nearest = candidate;
  }
  return nearest;
}
