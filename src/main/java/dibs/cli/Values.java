package dibs.cli;

import dibs.settings.Brokers;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the values of options, and says in plain words what one must be. Stateless. */
final class Values {
    private Values() {}

    static CommandLine addTo(CommandLine line) {
        return line.registerConverter(Integer.class, whole(Integer::valueOf))
                .registerConverter(int.class, whole(Integer::valueOf))
                .registerConverter(Long.class, whole(Long::valueOf))
                .registerConverter(long.class, whole(Long::valueOf))
                .registerConverter(double.class, number("a number", Double::valueOf));
    }

    private static <T> ITypeConverter<T> whole(Function<String, T> parser) {
        return number("a whole number", parser);
    }

    private static <T> ITypeConverter<T> number(String kind, Function<String, T> parser) {
        return text -> {
            try {
                return parser.apply(text);
            } catch (NumberFormatException e) {
                throw new TypeConversionException("must be " + kind + ", is " + text);
            }
        };
    }

    /** Kafka's addresses; none at all stand for those of the server that runs. */
    static final class OfBrokers implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            if (!text.isEmpty() && !Brokers.isList(text)) {
                throw new TypeConversionException("must be HOST:PORT[,…], is " + text);
            }
            return text;
        }
    }
}
