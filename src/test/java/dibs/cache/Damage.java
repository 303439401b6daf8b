package dibs.cache;

import java.util.Arrays;
import java.util.SplittableRandom;

/** What can happen to bytes on their way, from one seed. */
final class Damage {
    private final SplittableRandom random;

    Damage(SplittableRandom random) {
        this.random = random;
    }

    /** The bytes from {@code from} on with one to four of them changed, cut out, put in, or everything cut off. */
    byte[] of(byte[] valid, int from) {
        byte[] bytes = valid.clone();
        for (int i = 1 + random.nextInt(4); i > 0 && bytes.length > from; i--) {
            int at = from + random.nextInt(bytes.length - from);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> {
                    System.arraycopy(bytes, at + 1, bytes, at, bytes.length - at - 1);
                    bytes = Arrays.copyOf(bytes, bytes.length - 1);
                }
                case 3 -> {
                    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
                    System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
                    longer[at] = (byte) random.nextInt(256);
                    bytes = longer;
                }
                default -> bytes = random.nextInt(8) == 0 ? Arrays.copyOf(bytes, at) : bytes;
            }
        }
        return bytes;
    }
}
