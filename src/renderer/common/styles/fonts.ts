// Loaded after the first screen: where the system has a Chinese font of its own, none of these files is ever read.
import '@fontsource-variable/noto-sans-sc';
